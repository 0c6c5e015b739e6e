import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { FilesClientMessage, filesSubprotocol } from '@gatehouse/contracts';
import type { FilesServerMessage } from '@gatehouse/contracts';
import type { OpenWebSession, Principal } from '@gatehouse/identity';
import type { SessionId } from '@gatehouse/kernel';
import { encodeControl } from '@gatehouse/session/plugin';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { HostPool } from '../session-control/host-pool.js';
import type { RunningSessions } from '../session-control/running-sessions.js';
import { carryBrowserStream, firstMessage, hangUp, limitRate, terminateSoon } from './browser-stream.js';

export interface FilesSocketDeps {
  readonly pool: HostPool;
  readonly running: RunningSessions;
}

/** A browser sends a file in pieces of 32 KiB and up. */
const mostMessageBytes = 1024 * 1024;
const mostMessagesPerSecond = 4_000;

/**
 * File transfer beside the terminal of the portal. Cookie, Origin and role were judged before the upgrade. It takes no
 * ticket: it gives no session, only one more channel in a session that this person has open in a browser, and the
 * session host judges that channel, and every operation in it, by the rights of the grant.
 */
export class FilesSocket {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    perMessageDeflate: false,
    handleProtocols: () => filesSubprotocol,
  });

  constructor(private readonly deps: FilesSocketDeps) {}

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, session: OpenWebSession): void {
    const asked = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!asked.includes(filesSubprotocol) || session.level !== 'full') {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const { principal } = session;
    this.server.handleUpgrade(request, socket, head, (client) => {
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
    if (!opening) return hangUp(client, 1008);
    const { pool, running } = this.deps;
    const session = running.ofPerson(opening.sessionId as SessionId, principal.personId);
    const host = session?.content.clientLeg === 'web' ? pool.find(session.hostPid) : null;
    if (!session || !host?.streamSocket) return refuse(client);
    const stream = connect(host.streamSocket);
    stream.on('error', () => stream.destroy());
    stream.write(encodeControl({ filesOf: session.content.sessionId }));
    // Text is for the opening only.
    carryBrowserStream(client, stream, () => null);
    say(client, { type: 'ready' });
  }
}

function refuse(client: WebSocket): void {
  say(client, {
    type: 'ended',
    code: 'GH-NO-ACCESS',
    text: 'there is no session of yours open in this browser. Connect first.',
  });
  hangUp(client, 1000);
}

function say(client: WebSocket, message: FilesServerMessage): void {
  client.send(JSON.stringify(message));
}

function parse(text: string): FilesClientMessage | null {
  try {
    const parsed = FilesClientMessage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
