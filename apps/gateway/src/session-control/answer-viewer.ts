import { spendConnectTicket } from '@gatehouse/grant';
import type { ConnectTicket, ConnectTicketStore, GrantStore } from '@gatehouse/grant';
import type { Principal } from '@gatehouse/identity';
import type { Actor, Clock, EventLog, UnitOfWork } from '@gatehouse/kernel';
import { parseUserName } from '@gatehouse/protocol-ssh';
import type { TokenAnswer } from '@gatehouse/protocol-vnc';
import { connectionRefused, connectRefusal } from '@gatehouse/session';
import type { SignInAnswerDeps } from './answer-sign-in.js';
import type { ControlChannel } from './host-process.js';
import type { Wire } from './wires.js';

export interface ViewerAnswerDeps extends Pick<SignInAnswerDeps, 'signIn' | 'limits'> {
  readonly clock: Clock;
  readonly uow: UnitOfWork<{
    readonly tickets: ConnectTicketStore;
    readonly grants: GrantStore;
    readonly events: EventLog;
  }>;
}

/**
 * Answers a session host about the viewers at its VNC door. Invariant: a token is spent by the first who shows it, also when the
 * name beside it is not that of its person and machine; a connection has one try.
 */
export function answerViewer(
  channel: ControlChannel,
  deps: ViewerAnswerDeps,
  wireOf: (wireId: string) => Wire,
): void {
  channel.answer('viewer.token', async ({ wireId, userName, token }): Promise<TokenAnswer> => {
    const wire = wireOf(wireId);
    if (wire.leg !== 'vnc' || wire.hasTried) throw new Error('not a viewer, or not its first try');
    wire.hasTried = true;
    const ticket = await deps.uow.run(({ tickets }) =>
      spendConnectTicket({ tickets, clock: deps.clock }, token, 'viewer'),
    );
    const principal = ticket && (await namedIn(deps, userName, ticket, wire.source));
    if (!ticket || !principal) return refuse(deps, wire, userName);
    wire.personId = principal.personId;
    wire.principal = principal;
    wire.ticket = { grantId: ticket.grantId, madeAt: ticket.createdAt };
    deps.limits.settled(wire.id);
    return { grantId: ticket.grantId };
  });
}

/** The ticket's person, when the user name is theirs and names the machine that the ticket is for. */
async function namedIn(
  { uow, signIn }: ViewerAnswerDeps,
  userName: string,
  ticket: ConnectTicket,
  source: string,
): Promise<Principal | null> {
  const name = parseUserName(userName);
  const found = await uow.run(({ grants }) => grants.findForConnect(ticket.grantId));
  if (!name || name.login !== found?.person.login || name.handle !== found.target.handle) return null;
  return signIn.principalOf(ticket.personId, ticket.factorAt, source);
}

async function refuse(deps: ViewerAnswerDeps, wire: Wire, userName: string): Promise<TokenAnswer> {
  deps.limits.failedTry(wire.source);
  const actor: Actor = { kind: 'anonymous', source: wire.source };
  // What cannot be a user name of ours is no name of a machine either, and is not written down.
  const machine = parseUserName(userName)?.handle ?? '';
  const about = { code: 'GH-TICKET', clientLeg: 'vnc', right: 'view', machine } as const;
  await deps.uow.run(({ events }) =>
    events.append(connectionRefused(actor, deps.clock.now(), null, {}, about)),
  );
  return { refusal: connectRefusal('GH-TICKET', { machine }) };
}
