import { isGrantOpen, spendConnectTicket } from '@gatehouse/grant';
import type { ConnectTicket, ConnectTicketStore, GrantStore } from '@gatehouse/grant';
import type { Principal } from '@gatehouse/identity';
import type { Actor, Clock, EventLog, SecretBox, UnitOfWork } from '@gatehouse/kernel';
import { parseUserName } from '@gatehouse/protocol-ssh';
import type { TokenAnswer } from '@gatehouse/protocol-vnc';
import { connectionRefused, connectRefusal } from '@gatehouse/session';
import type { SignInAnswerDeps } from './answer-sign-in.js';
import type { ControlChannel } from './host-process.js';
import { openNtHash } from './token-nt-hash.js';
import type { Wire } from './wires.js';

export interface ViewerAnswerDeps extends Pick<SignInAnswerDeps, 'signIn' | 'limits'> {
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly uow: UnitOfWork<{
    readonly tickets: ConnectTicketStore;
    readonly grants: GrantStore;
    readonly events: EventLog;
  }>;
}

/**
 * Answers a session host about people's own VNC viewers and RDP clients. Invariant: a token is spent by the first who shows it, also
 * when the name beside it is not that of its person and machine, and is good at the door it was made for; a connection has one try.
 */
export function answerViewer(
  channel: ControlChannel,
  deps: ViewerAnswerDeps,
  wireOf: (wireId: string) => Wire,
): void {
  channel.answer('viewer.token', async ({ wireId, userName, token }): Promise<TokenAnswer> => {
    const wire = wireOf(wireId);
    if ((wire.leg !== 'vnc' && wire.leg !== 'rdp') || wire.hasTried)
      throw new Error('not a viewer, or not its first try');
    wire.hasTried = true;
    // Counted beforehand; one try is one try.
    if (wire.askedNtHash) deps.limits.forgive(wire.source, 1);
    const ticket = await deps.uow.run(({ tickets }) =>
      spendConnectTicket({ tickets, clock: deps.clock }, token, 'viewer'),
    );
    const isOfThisDoor = ticket?.protocol === wire.leg;
    const principal = isOfThisDoor ? await namedIn(deps, userName, ticket, wire.source) : null;
    if (!ticket || !principal) return refuse(deps, wire, userName);
    wire.personId = principal.personId;
    wire.principal = principal;
    wire.ticket = { grantId: ticket.grantId, madeAt: ticket.createdAt };
    deps.limits.settled(wire.id);
    return { grantId: ticket.grantId };
  });
  /** Says nothing of why there is none. Spends nothing: who proved to know the token is let in by spending it. */
  channel.answer('viewer.nt-hash', async ({ wireId, userName }): Promise<Uint8Array | null> => {
    const wire = wireOf(wireId);
    if (wire.leg !== 'rdp' || wire.hasTried || wire.askedNtHash)
      throw new Error('not an RDP client, or not its first try');
    const name = parseUserName(userName);
    wire.askedNtHash = { machine: name?.handle ?? '' };
    // The host alone sees whether NLA succeeds, and a client that guesses hangs up: it counts until the token is spent.
    deps.limits.failedTry(wire.source);
    if (!name || name.handle === null) return null;
    const { login, handle } = name;
    const newest = await deps.uow.run(({ tickets }) =>
      tickets.newestWithNtHash(login, handle, deps.clock.now()),
    );
    if (!newest || !(await isOpenFor(deps, userName, newest.ticket, wire.source))) return null;
    return openNtHash(deps.secretBox, newest.sealedNtHash, newest.ticket.id);
  });
}

/** A connection that asked for NLA is gone without having spent a token: that was a try, and stands on the audit trail. */
export async function noteUnfinishedNla(deps: ViewerAnswerDeps, wire: Wire): Promise<void> {
  if (!wire.askedNtHash || wire.hasTried) return;
  await appendRefusal(deps, wire, wire.askedNtHash.machine);
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

/** The grant is open and the person may sign in at all; the rest is judged when the session is asked for. */
async function isOpenFor(
  deps: ViewerAnswerDeps,
  userName: string,
  ticket: ConnectTicket,
  source: string,
): Promise<boolean> {
  const grant = await deps.uow.run(({ grants }) => grants.find(ticket.grantId));
  if (grant === null || !isGrantOpen(grant, deps.clock.now())) return false;
  return (await namedIn(deps, userName, ticket, source)) !== null;
}

async function refuse(deps: ViewerAnswerDeps, wire: Wire, userName: string): Promise<TokenAnswer> {
  deps.limits.failedTry(wire.source);
  // What cannot be a user name of ours is no name of a machine either, and is not written down.
  const machine = parseUserName(userName)?.handle ?? '';
  await appendRefusal(deps, wire, machine);
  return { refusal: connectRefusal('GH-TICKET', { machine }) };
}

async function appendRefusal(deps: ViewerAnswerDeps, wire: Wire, machine: string): Promise<void> {
  const actor: Actor = { kind: 'anonymous', source: wire.source };
  const about = { code: 'GH-TICKET', clientLeg: wire.leg, right: 'view', machine } as const;
  await deps.uow.run(({ events }) =>
    events.append(connectionRefused(actor, deps.clock.now(), null, {}, about)),
  );
}
