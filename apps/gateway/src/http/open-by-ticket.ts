import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { spendConnectTicket } from '@gatehouse/grant';
import type { ConnectTicketStore } from '@gatehouse/grant';
import type { Principal } from '@gatehouse/identity';
import type { Clock, GrantId, Protocol, UnitOfWork } from '@gatehouse/kernel';
import type { WebSocket } from 'ws';
import type { HostPool } from '../session-control/host-pool.js';
import { unknownPerson } from '../session-control/wires.js';
import type { Wires } from '../session-control/wires.js';
import { hangUp } from './browser-stream.js';

export interface OpenByTicketDeps {
  readonly uow: UnitOfWork<{ tickets: ConnectTicketStore }>;
  readonly clock: Clock;
  readonly pool: HostPool;
  readonly wires: Wires;
}

/** A stream of its own to the session host that will serve this page, and what the host is told it is for. */
export interface OpenedStream {
  readonly stream: Socket;
  readonly about: { readonly wireId: string; readonly grantId: GrantId };
}

/**
 * Spends the connect ticket of a page and reaches a session host for it. Null when that did not come about: the page was told why
 * and hung up. Invariant: a ticket is spent whatever follows, and good for its protocol and the person it was made for.
 */
export async function openByTicket(
  deps: OpenByTicketDeps,
  client: WebSocket,
  principal: Principal,
  asked: { readonly ticket: string; readonly protocols: readonly Protocol[] },
): Promise<OpenedStream | null> {
  const ticket = await deps.uow.run(({ tickets }) =>
    spendConnectTicket({ tickets, clock: deps.clock }, asked.ticket, 'web'),
  );
  if (!ticket || ticket.personId !== principal.personId || !asked.protocols.includes(ticket.protocol))
    return refuse(deps, client, 'GH-TICKET', 'this connect ticket is used or too old. Press Connect again.');
  const host = deps.pool.leastBusy();
  if (!host?.streamSocket)
    return refuse(deps, client, 'GH-STALE', 'the gateway cannot start a session now. Try again in a minute.');
  const wireId = `wire_${randomBytes(12).toString('hex')}`;
  deps.wires.add({
    id: wireId,
    hostPid: host.pid,
    leg: 'web',
    source: principal.source,
    ...unknownPerson,
    personId: principal.personId,
    principal: { ...principal, factorAt: ticket.factorAt },
    ticket: { grantId: ticket.grantId, madeAt: ticket.createdAt },
  });
  const stream = connect(host.streamSocket);
  stream.once('close', () => {
    if (deps.wires.of(host.pid, wireId)) deps.wires.remove(wireId);
  });
  stream.on('error', () => stream.destroy());
  return { stream, about: { wireId, grantId: ticket.grantId } };
}

function refuse(deps: OpenByTicketDeps, client: WebSocket, code: string, text: string): null {
  const at = deps.clock.now().toISOString();
  client.send(JSON.stringify({ type: 'ended', code, reason: 'error', text, at }));
  hangUp(client, 1000);
  return null;
}
