import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { TerminalClientMessage, terminalSubprotocol } from '@gatehouse/contracts';
import { spendConnectTicket } from '@gatehouse/grant';
import type { ConnectTicket, ConnectTicketStore } from '@gatehouse/grant';
import type { OpenWebSession, Principal } from '@gatehouse/identity';
import type { Clock, UnitOfWork } from '@gatehouse/kernel';
import { encodeControl } from '@gatehouse/session/plugin';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { HostPool } from '../session-control/host-pool.js';
import { unknownPerson } from '../session-control/wires.js';
import type { Wires } from '../session-control/wires.js';
import { carryBrowserStream, firstMessage, hangUp, limitRate, terminateSoon } from './browser-stream.js';

export interface TerminalSocketDeps {
  readonly uow: UnitOfWork<{ tickets: ConnectTicketStore }>;
  readonly clock: Clock;
  readonly pool: HostPool;
  readonly wires: Wires;
}

const mostMessageBytes = 1024 * 1024;
/** A person and their paste buffer stay far below. */
const mostMessagesPerSecond = 1_000;

/**
 * The terminal of the portal. Cookie, Origin and role were judged before the upgrade; the connect ticket comes as the
 * first message, never in the address, and is spent here. From then on bytes pass between the browser and a socket of
 * their own to a session host, which judges and records.
 */
export class TerminalSocket {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    perMessageDeflate: false,
    handleProtocols: () => terminalSubprotocol,
  });

  constructor(private readonly deps: TerminalSocketDeps) {}

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, session: OpenWebSession): void {
    const asked = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!asked.includes(terminalSubprotocol) || session.level !== 'full') {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const { principal } = session;
    this.server.handleUpgrade(request, socket, head, (client) => {
      // The close frame that names what was wrong is on its way; what still comes in is thrown away.
      client.on('error', () => terminateSoon(client));
      limitRate(client, mostMessagesPerSecond);
      this.open(client, principal).catch(() => client.close(1011));
    });
  }

  close(): void {
    for (const client of this.server.clients) client.close(1001);
    this.server.close();
  }

  private async open(client: WebSocket, principal: Principal): Promise<void> {
    const opening = await firstMessage(client, parse);
    if (opening?.type !== 'open') return hangUp(client, 1008);
    const ticket = await this.deps.uow.run(({ tickets }) =>
      spendConnectTicket({ tickets, clock: this.deps.clock }, opening.ticket),
    );
    if (!ticket || ticket.personId !== principal.personId || ticket.protocol !== 'ssh')
      return this.refuse(client, 'GH-TICKET', 'this connect ticket is used or too old. Press Connect again.');
    const host = this.deps.pool.leastBusy();
    if (!host?.streamSocket)
      return this.refuse(
        client,
        'GH-STALE',
        'the gateway cannot start a session now. Try again in a minute.',
      );
    const wireId = this.addWire(host.pid, principal, ticket);
    const stream = connect(host.streamSocket);
    const gone = (): void => {
      if (this.deps.wires.of(host.pid, wireId)) this.deps.wires.remove(wireId);
    };
    stream.once('close', gone);
    stream.on('error', () => stream.destroy());
    stream.write(
      encodeControl({ wireId, grantId: ticket.grantId, columns: opening.columns, rows: opening.rows }),
    );
    carryBrowserStream(client, stream, (text) => {
      const message = parse(text);
      return message?.type === 'resize' ? message : null;
    });
  }

  private addWire(hostPid: number, principal: Principal, ticket: ConnectTicket): string {
    const id = `wire_${randomBytes(12).toString('hex')}`;
    this.deps.wires.add({
      id,
      hostPid,
      leg: 'web',
      source: principal.source,
      ...unknownPerson,
      personId: principal.personId,
      principal: { ...principal, factorAt: ticket.factorAt },
      ticket: { grantId: ticket.grantId, madeAt: ticket.createdAt },
    });
    return id;
  }

  private refuse(client: WebSocket, code: string, text: string): void {
    const at = this.deps.clock.now().toISOString();
    client.send(JSON.stringify({ type: 'ended', code, reason: 'error', text, at }));
    hangUp(client, 1000);
  }
}

function parse(text: string): TerminalClientMessage | null {
  try {
    const parsed = TerminalClientMessage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
