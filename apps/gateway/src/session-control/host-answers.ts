import { observeHostKey } from '@gatehouse/directory';
import type { HostKeyDeps, HostKeyOwner } from '@gatehouse/directory';
import type { ConnectTicketStore } from '@gatehouse/grant';
import { actorOf } from '@gatehouse/identity';
import type { Actor, Clock, EventLog, SessionId, UnitOfWork } from '@gatehouse/kernel';
import type { MenuLine } from '@gatehouse/protocol-ssh';
import {
  authorizeConnection,
  connectRefusal,
  hostKeyMismatch,
  isConnectRefusal,
  judgeChannel,
  plantTime,
  sessionFact,
} from '@gatehouse/session';
import type { AuthorizeDeps, ConnectStores, SupervisionStore } from '@gatehouse/session';
import { answerSignIn } from './answer-sign-in.js';
import { answerViewer, noteUnfinishedNla } from './answer-viewer.js';
import { answerViewerPassword } from './answer-viewer-password.js';
import type { ViewerPasswordDeps } from './answer-viewer-password.js';
import type { SignInAnswerDeps } from './answer-sign-in.js';
import type { HostProcess } from './host-process.js';
import type { RunningSessions } from './running-sessions.js';
import type { SessionBook } from './session-book.js';
import type { Wire, Wires } from './wires.js';

export interface HostAnswerDeps extends SignInAnswerDeps {
  readonly wires: Wires;
  readonly running: RunningSessions;
  readonly book: SessionBook;
  readonly authorize: AuthorizeDeps;
  readonly hostKeys: HostKeyDeps;
  readonly uow: UnitOfWork<
    ConnectStores & {
      events: EventLog;
      supervision: SupervisionStore;
      tickets: ConnectTicketStore;
    }
  >;
  readonly clock: Clock;
  readonly viewerPasswords: Pick<ViewerPasswordDeps, 'secretBox' | 'guesses' | 'isDoorLocal' | 'uow'>;
}

/** Reads the local kills from disk, so that what is judged next is judged by all that were latched before. */
export type LookAtLatches = () => Promise<void>;

/** Gives a session host what it asks for. Invariant: who a wire belongs to is read here, never from the host. */
export function answerHost(host: HostProcess, deps: HostAnswerDeps, lookAtLatches: LookAtLatches): void {
  const wireOf = (wireId: string): Wire => {
    const wire = deps.wires.of(host.pid, wireId);
    if (!wire) throw new Error('not a wire of this host');
    return wire;
  };
  answerSignIn(host.channel, deps, wireOf);
  const viewers = { ...deps, secretBox: deps.authorize.secretBox };
  answerViewer(host.channel, viewers, wireOf);
  answerViewerPassword(host.channel, { ...deps, ...deps.viewerPasswords }, wireOf);
  answerPermits(host, deps, wireOf, lookAtLatches);
  const { channel } = host;
  channel.answer('channel.request', async ({ sessionId, wish }) => {
    const { content } = deps.running.of(host.pid, sessionId);
    return { refusal: await judgeChannel(deps.authorize, content, wish) };
  });
  channel.answer('session.started', async (started) => {
    const running = deps.running.of(host.pid, started.sessionId);
    await deps.book.started(running, started);
    return null;
  });
  channel.answer('recording.checkpoint', async ({ recordingId, checkpoint }) => {
    await deps.book.checkpoint(deps.running.ofRecording(host.pid, recordingId), checkpoint);
    return null;
  });
  channel.answer('session.note', async ({ sessionId, fact }) => {
    const { content, actor } = deps.running.of(host.pid, sessionId);
    const subjects = {
      session: content.sessionId,
      connection: content.connectionId,
      target: content.target.id,
    };
    await deps.uow.run(({ events }) =>
      events.append(sessionFact(actor, deps.clock.now(), content.siteId, subjects, fact)),
    );
    return null;
  });
  channel.answer('session.identity-mismatch', async ({ sessionId, observed, jumpHostId }) => {
    const { content, actor } = deps.running.of(host.pid, sessionId);
    // What a host says of a jump host is taken only for one of the permit it was given.
    const jumpHost = content.target.via.find(({ id }) => id === jumpHostId);
    if (jumpHostId !== null && !jumpHost) throw new Error('not a jump host of this session');
    const about = {
      target: content.target.id,
      session: content.sessionId,
      ...(jumpHost ? { jumpHost: jumpHost.id } : {}),
    };
    await deps.uow.run(({ events }) =>
      events.append(hostKeyMismatch(deps.clock.now(), content.siteId, about, observed)),
    );
    const owner: HostKeyOwner = jumpHost
      ? { kind: 'jump-host', id: jumpHost.id }
      : { kind: 'target', id: content.target.id };
    await observeHostKey(deps.hostKeys, owner, observed, actor);
    return null;
  });
  channel.answer('session.ended', async (ended) => {
    // Said again because the answer was lost: it stands in the books already.
    if (!deps.running.has(ended.sessionId)) return null;
    // Its end frees the grant: a kill of this session holds that grant from before.
    if (ended.reason === 'locked') await lookAtLatches();
    await deps.book.ended(deps.running.of(host.pid, ended.sessionId), ended);
    deps.running.remove(ended.sessionId);
    return null;
  });
  channel.hear(
    'progress',
    ({ sessionId, bytes }) => void deps.book.progress(sessionId, bytes).catch(() => undefined),
  );
  channel.hear(
    'message.shown',
    ({ seq }) =>
      void deps.uow
        .run(({ supervision }) => supervision.messageShown(seq, deps.clock.now()))
        .catch(() => undefined),
  );
  channel.hear('wire.closed', ({ wireId }) => {
    deps.limits.settled(wireId);
    const wire = deps.wires.of(host.pid, wireId);
    if (!wire) return;
    deps.wires.remove(wireId);
    voidConfirmation(deps, wire);
    void noteUnfinishedNla(viewers, wire).catch(() => undefined);
  });
  channel.hear(
    'wire.refused',
    ({ wireId, what }) => void noteWire(deps, wireOf(wireId), 'channel.refused', { ...what }),
  );
  channel.hear(
    'wire.cut',
    ({ wireId, why }) => void noteWire(deps, wireOf(wireId), 'connection.cut', { why }),
  );
}

function answerPermits(
  host: HostProcess,
  deps: HostAnswerDeps,
  wireOf: (id: string) => Wire,
  lookAtLatches: LookAtLatches,
): void {
  host.channel.answer('grants.menu', async ({ wireId }) => {
    const { principal } = wireOf(wireId);
    if (!principal) throw new Error('a menu before sign-in');
    const open = await deps.uow.run(({ grants }) =>
      grants.findOpenGrants(principal.personId, deps.clock.now()),
    );
    return open.map(({ grant, target, site }): MenuLine => ({
      grantId: grant.id,
      handle: target.handle,
      text: `${target.asset.name}, until ${plantTime(grant.window.closesAt, site.timeZone)} plant time`,
    }));
  });
  host.channel.answer('permit.request', async ({ wireId, wish, right }) => {
    const wire = wireOf(wireId);
    if (!wire.principal) throw new Error('a permit before sign-in');
    if (wire.ticket && !('grantId' in wish && wish.grantId === wire.ticket.grantId))
      throw new Error('a ticket is good for its own grant');
    // Rights and state may have changed since the sign-in; a principal is as old as its wire.
    const principal = await deps.signIn.principalOf(
      wire.principal.personId,
      wire.principal.factorAt,
      wire.source,
    );
    if (!principal) return { refusal: connectRefusal('GH-LOCKED', { machine: 'this machine' }) };
    // Once they are on disk they block, not only at the next look; when they cannot be read, nothing starts.
    await lookAtLatches();
    const answer = await authorizeConnection(deps.authorize, {
      principal,
      grant: 'handle' in wish ? { handle: wish.handle } : { id: wish.grantId as never },
      right,
      clientLeg: wire.leg,
      wireId,
      ...(wire.ticket && { factorJudgedAt: wire.ticket.madeAt }),
    });
    if (isConnectRefusal(answer)) return { refusal: answer };
    const permit = answer.spend();
    deps.running.add(host.pid, permit, actorOf(principal));
    return { permit };
  });
}

/** A connection that is gone has nothing to confirm. When this fails, the question dies of its age. */
export function voidConfirmation({ confirmations, nodeId }: SignInAnswerDeps, wire: Wire): void {
  if (wire.confirmationId === null || wire.principal !== null) return;
  void confirmations.voidOfWire(nodeId, wire.id).catch(() => undefined);
}

/** Entries one connection may cause for what it was refused; who knocks all day must not fill the trail. */
const mostNotes = 200;

async function noteWire(
  deps: HostAnswerDeps,
  wire: Wire,
  kind: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  wire.noted = (wire.noted ?? 0) + 1;
  if (wire.noted > mostNotes) return;
  const { principal } = wire;
  const actor: Actor = principal ? actorOf(principal) : { kind: 'anonymous', source: wire.source };
  const running = deps.running.onWire(wire.id);
  const subjects: Record<string, string> = running ? aboutOf(running) : {};
  if (principal) subjects['person'] = principal.personId;
  await deps.uow
    .run(({ events }) =>
      events.append(
        sessionFact(actor, deps.clock.now(), running?.content.siteId ?? null, subjects, { kind, data }),
      ),
    )
    .catch(() => undefined);
}

function aboutOf({
  content,
}: {
  content: { sessionId: SessionId; target: { id: string } };
}): Record<string, string> {
  return { session: content.sessionId, target: content.target.id };
}
