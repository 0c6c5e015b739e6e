import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { OpenWebSession } from '@gatehouse/identity';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { limitRate, terminateSoon } from './browser-stream.js';

export interface BrowserSocketRules {
  /** The one a page of this version asks for; any other is refused. */
  readonly subprotocol: string;
  readonly mostMessageBytes: number;
  /** Pings and pongs counted; who sends more is cut. */
  readonly mostMessagesPerSecond: number;
}

/** Serves one socket that was let in. Rejects only on a fault of ours, which closes that socket and no other. */
export type ServeBrowser = (
  client: WebSocket,
  session: OpenWebSession,
  request: IncomingMessage,
) => Promise<void>;

/**
 * How every web socket of the portal is taken over. Host, cookie, Origin and role were judged before (`SocketDoors`); here the
 * upgrade is answered for a page that speaks the subprotocol and a person who gave both factors, and its messages are bounded.
 */
export class BrowserSocket {
  private readonly server: WebSocketServer;

  constructor(
    private readonly rules: BrowserSocketRules,
    private readonly serve: ServeBrowser,
  ) {
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: rules.mostMessageBytes,
      perMessageDeflate: false,
      handleProtocols: () => rules.subprotocol,
    });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, session: OpenWebSession): void {
    const asked = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!asked.includes(this.rules.subprotocol) || session.level !== 'full') {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(request, socket, head, (client) => {
      // The close frame that names what was wrong is on its way; what still comes in is thrown away.
      client.on('error', () => terminateSoon(client));
      limitRate(client, this.rules.mostMessagesPerSecond);
      this.serve(client, session, request).catch(() => client.close(1011));
    });
  }

  close(): void {
    for (const client of this.server.clients) client.close(1001);
    this.server.close();
  }
}
