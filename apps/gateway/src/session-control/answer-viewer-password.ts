import { mostLiveViewerPasswords, viewerPasswordSpent } from '@gatehouse/grant';
import type { GrantStore, ViewerPassword, ViewerPasswordStore } from '@gatehouse/grant';
import { actorOf } from '@gatehouse/identity';
import type { Actor, Clock, EventLog, SecretBox, TicketId, UnitOfWork } from '@gatehouse/kernel';
import { isVncAuthAnswer } from '@gatehouse/protocol-vnc';
import type { TokenAnswer } from '@gatehouse/protocol-vnc';
import { connectionRefused, connectRefusal } from '@gatehouse/session';
import type { SignInAnswerDeps } from './answer-sign-in.js';
import type { GuessBudget } from './guess-budget.js';
import type { ControlChannel } from './host-process.js';
import { openViewerPassword } from './sealed-viewer-password.js';
import type { Wire } from './wires.js';

export interface ViewerPasswordDeps extends Pick<SignInAnswerDeps, 'signIn' | 'limits'> {
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly guesses: GuessBudget;
  /** The door can be reached from its own machine only. */
  readonly isDoorLocal: boolean;
  readonly uow: UnitOfWork<{
    readonly viewerPasswords: ViewerPasswordStore;
    readonly grants: GrantStore;
    readonly events: EventLog;
  }>;
}

/**
 * Answers a session host about viewers that sign in by a password alone. Such a viewer says no name: whoever answers the challenge as
 * one of the live passwords would is its person. Invariants: a connection has one try; a password lets in one connection, at a site
 * that takes them; what was said is compared with every live one, and nobody learns how near it came.
 */
export function answerViewerPassword(
  channel: ControlChannel,
  deps: ViewerPasswordDeps,
  wireOf: (wireId: string) => Wire,
): void {
  channel.answer('viewer.takes-password', async ({ wireId }) => {
    if (wireOf(wireId).leg !== 'vnc' || deps.guesses.isSpent) return false;
    return deps.isDoorLocal || deps.uow.run(({ viewerPasswords }) => viewerPasswords.isAllowed());
  });
  channel.answer('viewer.password', async ({ wireId, challenge, response }): Promise<TokenAnswer> => {
    const wire = wireOf(wireId);
    if (wire.leg !== 'vnc' || wire.hasTried) throw new Error('not a viewer, or not its first try');
    wire.hasTried = true;
    if (!deps.guesses.take()) return refuse(deps, wire);
    const spent = await spend(deps, (password) => isVncAuthAnswer(password, challenge, response));
    if (!spent) return refuse(deps, wire);
    deps.guesses.giveBack();
    const principal = await deps.signIn.principalOf(spent.personId, spent.factorAt, wire.source);
    if (!principal) return refuse(deps, wire);
    await deps.uow.run(async ({ grants, events }) => {
      const grant = await grants.find(spent.grantId);
      if (grant) await events.append(viewerPasswordSpent(grant, spent, actorOf(principal), deps.clock.now()));
    });
    wire.personId = principal.personId;
    wire.principal = principal;
    wire.ticket = { grantId: spent.grantId, madeAt: spent.createdAt };
    deps.limits.settled(wire.id);
    return { grantId: spent.grantId };
  });
}

/** The live password that fits, which is none from then on. */
async function spend(
  { uow, clock, secretBox, isDoorLocal }: ViewerPasswordDeps,
  fits: (password: string) => boolean,
): Promise<ViewerPassword | null> {
  return uow.run(async ({ viewerPasswords }) => {
    const now = clock.now();
    const found: TicketId[] = [];
    for (const { id, sealed } of await viewerPasswords.live(now, isDoorLocal, mostLiveViewerPasswords))
      if (fits(openViewerPassword(secretBox, sealed, id))) found.push(id);
    const [only] = found;
    return only === undefined ? null : viewerPasswords.spend(only, now);
  });
}

async function refuse(deps: ViewerPasswordDeps, wire: Wire): Promise<TokenAnswer> {
  deps.limits.failedTry(wire.source);
  const actor: Actor = { kind: 'anonymous', source: wire.source };
  const about = { code: 'GH-TICKET', clientLeg: 'vnc', right: 'view', machine: '' } as const;
  await deps.uow.run(({ events }) =>
    events.append(connectionRefused(actor, deps.clock.now(), null, {}, about)),
  );
  return { refusal: connectRefusal('GH-TICKET', { machine: '' }) };
}
