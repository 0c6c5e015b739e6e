import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TerminalClientMessage, terminalSubprotocol } from '@gatehouse/contracts';
import { spendConnectTicket } from '@gatehouse/grant';
import type { ConnectTicket, ConnectTicketStore } from '@gatehouse/grant';
import type { OpenWebSession, Principal } from '@gatehouse/identity';
import type { Clock, UnitOfWork } from '@gatehouse/kernel';
import { encodeControl, encodeData, readFrames, writeFrame } from '@gatehouse/protocol-ssh';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { HostPool } from '../session-control/host-pool.js';
import { unknownPerson } from '../session-control/wires.js';
import type { Wires } from '../session-control/wires.js';

export interface TerminalSocketDeps {
  readonly uow: UnitOfWork<{ tickets: ConnectTicketStore }>;
  readonly clock: Clock;
  readonly pool: HostPool;
  readonly wires: Wires;
}

const openingWithinMs = 5_000;
const mostMessageBytes = 1024 * 1024;
const mostControlBytes = 64 * 1024;
/** A person and their paste buffer stay far below. */
const mostMessagesPerSecond = 1_000;
/** Bytes that may wait for a browser that does not read; then its stream is paused, and with it the target. */
const backlogBytes = 512 * 1024;

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
      limitRate(client);
      this.open(client, principal).catch(() => client.close(1011));
    });
  }

  close(): void {
    for (const client of this.server.clients) client.close(1001);
    this.server.close();
  }

  private async open(client: WebSocket, principal: Principal): Promise<void> {
    const opening = await firstMessage(client);
    if (!opening) return hangUp(client, 1008);
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
    carry(client, stream);
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

type Opening = Extract<TerminalClientMessage, { type: 'open' }>;

function firstMessage(client: WebSocket): Promise<Opening | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), openingWithinMs);
    client.once('close', () => (clearTimeout(timer), resolve(null)));
    client.once('message', (data, isBinary) => {
      clearTimeout(timer);
      // Nothing more is read until there is somebody to read it for.
      client.pause();
      const message = isBinary ? null : parse(data);
      resolve(message?.type === 'open' ? message : null);
    });
  });
}

/** Both directions wait for each other. The end of either is the end of both. */
function carry(client: WebSocket, stream: Socket): void {
  client.on('message', (data, isBinary) => {
    // A browser that was told to go types no more.
    if (client.readyState !== client.OPEN) return;
    const frame = isBinary ? encodeData(bytesOf(data)) : controlFrame(data);
    if (!frame) return hangUp(client, 1008);
    if (stream.writableNeedDrain) client.pause();
    void writeFrame(stream, frame).then((open) => {
      if (open && client.isPaused && client.readyState === client.OPEN) client.resume();
    });
    if (stream.writableNeedDrain) client.pause();
  });
  client.on('close', () => stream.destroy());
  toBrowser(client, stream)
    .catch(() => undefined)
    .finally(() => {
      stream.destroy();
      hangUp(client, 1000);
    });
  client.resume();
}

/** A browser that does not answer the close holds nothing open; its answer must be read, so it is not paused. */
function hangUp(client: WebSocket, code: number): void {
  client.resume();
  client.close(code);
  terminateSoon(client);
}

function terminateSoon(client: WebSocket): void {
  setTimeout(() => client.terminate(), 2_000).unref();
}

async function toBrowser(client: WebSocket, stream: Socket): Promise<void> {
  for await (const frame of readFrames(stream)) {
    if (client.readyState !== client.OPEN) return;
    if (frame.type === 'control') client.send(JSON.stringify(frame.value));
    else await sendBytes(client, frame.bytes);
  }
}

async function sendBytes(client: WebSocket, bytes: Buffer): Promise<void> {
  const sent = new Promise<void>((resolve) => client.send(bytes, { binary: true }, () => resolve()));
  if (client.bufferedAmount <= backlogBytes) return;
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  await Promise.race([sent, closed]);
}

function controlFrame(data: RawData): Buffer | null {
  const message = parse(data);
  return message?.type === 'resize' ? encodeControl(message) : null;
}

function parse(data: RawData): TerminalClientMessage | null {
  const bytes = bytesOf(data);
  if (bytes.length > mostControlBytes) return null;
  try {
    const parsed = TerminalClientMessage.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function limitRate(client: WebSocket): void {
  let since = performance.now();
  let count = 0;
  const counted = (): void => {
    const now = performance.now();
    if (now - since > 1_000) {
      since = now;
      count = 0;
    }
    count += 1;
    if (count <= mostMessagesPerSecond || client.readyState !== client.OPEN) return;
    // Not read any further, so that the flood waits in the sender; the code goes out all the same.
    client.pause();
    client.close(1008, 'too many messages');
    terminateSoon(client);
  };
  client.on('message', counted);
  client.on('ping', counted);
  client.on('pong', counted);
}
