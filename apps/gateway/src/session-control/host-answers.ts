import { observeHostKey } from '@gatehouse/directory';
import type { HostKeyDeps } from '@gatehouse/directory';
import { actorOf } from '@gatehouse/identity';
import type { SignInDoor } from '@gatehouse/identity';
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
import type { AuthorizeDeps, ConnectStores } from '@gatehouse/session';
import type { HalfOpenLimits } from './half-open-limits.js';
import type { ControlChannel, HostProcess } from './host-process.js';
import type { RunningSessions } from './running-sessions.js';
import type { SessionBook } from './session-book.js';
import type { Wire, Wires } from './wires.js';

export interface HostAnswerDeps {
  readonly wires: Wires;
  readonly limits: HalfOpenLimits;
  readonly running: RunningSessions;
  readonly book: SessionBook;
  readonly signIn: SignInDoor;
  readonly authorize: AuthorizeDeps;
  readonly hostKeys: HostKeyDeps;
  readonly uow: UnitOfWork<ConnectStores & { events: EventLog }>;
  readonly clock: Clock;
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
  channel.answer('session.identity-mismatch', async ({ sessionId, observed }) => {
    const { content, actor } = deps.running.of(host.pid, sessionId);
    const about = { target: content.target.id, session: content.sessionId };
    await deps.uow.run(({ events }) =>
      events.append(hostKeyMismatch(deps.clock.now(), content.siteId, about, observed)),
    );
    await observeHostKey(deps.hostKeys, content.target.id, observed, actor);
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
  channel.hear('wire.closed', ({ wireId }) => {
    deps.limits.settled(wireId);
    if (deps.wires.of(host.pid, wireId)) deps.wires.remove(wireId);
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

function answerSignIn(channel: ControlChannel, deps: HostAnswerDeps, wireOf: (id: string) => Wire): void {
  const failed = (wire: Wire): void => {
    wire.failures += 1;
    deps.limits.failedTry(wire.source);
  };
  channel.answer('sign-in.password', async ({ wireId, login, password }) => {
    const wire = wireOf(wireId);
    const answer = await deps.signIn.password(login, password, wire.source);
    if (answer.ok) wire.personId = answer.personId;
    else failed(wire);
    return answer.ok ? 'accepted' : answer.reason;
  });
  channel.answer('sign-in.public-key', async ({ wireId, login, key }) => {
    const wire = wireOf(wireId);
    const person = await deps.signIn.publicKey(login, Buffer.from(key));
    if (person) wire.personId = person.personId;
    else failed(wire);
    return person ? 'accepted' : 'refused';
  });
  channel.answer('sign-in.code', async ({ wireId, code }) => {
    const wire = wireOf(wireId);
    if (wire.personId === null) throw new Error('a code before the first factor');
    const answer = await deps.signIn.code(wire.personId, code, wire.source);
    if (!answer.ok) {
      failed(wire);
      return answer.reason === 'locked' ? 'locked' : 'wrong';
    }
    wire.principal = await deps.signIn.principalOf(wire.personId, answer.factorAt, wire.source);
    if (!wire.principal) return 'wrong';
    deps.limits.settled(wireId);
    return 'accepted';
  });
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
