import { WatchServerMessage, watchSubprotocol } from '@gatehouse/contracts';
import { WebSocket } from 'ws';
import type { ApiClient } from './api-client.js';
import { waitUntil } from './wait-until.js';

export type WatchSaid<Type extends WatchServerMessage['type']> = Extract<WatchServerMessage, { type: Type }>;

/** A viewer of a running session without a browser: the same socket, the same messages. */
export class WatchClient {
  readonly messages: WatchServerMessage[] = [];
  /** HTTP status of a refused upgrade; null once the socket was open. */
  readonly opened: Promise<number | null>;
  readonly closed: Promise<number>;
  private readonly socket: WebSocket;
  private picture: Buffer[] = [];

  /** @param draws false for a viewer that stands still: it takes nothing it is given. */
  constructor(
    api: ApiClient,
    sessionId: string,
    private readonly draws = true,
  ) {
    this.socket = new WebSocket(`${api.origin.replace('http', 'ws')}/api/watch`, [watchSubprotocol], {
      headers: { cookie: api.cookies(), origin: api.origin },
      perMessageDeflate: false,
    });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => this.take(data));
    this.opened = new Promise((resolve) => {
      this.socket.once('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
        this.socket.terminate();
      });
      this.socket.once('open', () => {
        this.say({ type: 'open', sessionId });
        resolve(null);
      });
      this.socket.once('close', () => resolve(0));
    });
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
  }

  /** What was drawn since the last whole screen, as text. */
  get text(): string {
    return Buffer.concat(this.picture).toString('utf8');
  }

  said<Type extends WatchServerMessage['type']>(type: Type): WatchSaid<Type> | undefined {
    return this.messages.find((message): message is WatchSaid<Type> => message.type === type);
  }

  untilText(pattern: RegExp, timeoutMs = 15_000): Promise<string> {
    return waitUntil(
      `the viewer sees ${String(pattern)}`,
      () => pattern.test(this.text) && this.text,
      timeoutMs,
      20,
    );
  }

  close(): void {
    this.socket.terminate();
  }

  private take(data: Buffer): void {
    const message = WatchServerMessage.parse(JSON.parse(data.toString('utf8')));
    this.messages.push(message);
    if (message.type !== 'frames' || !this.draws) return;
    if (message.restart) this.picture = [];
    for (const { kind, data: bytes } of message.frames)
      if (kind !== 'event' && bytes !== undefined) this.picture.push(Buffer.from(bytes, 'base64'));
    this.say({ type: 'took', seq: message.seq });
  }

  private say(message: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}
