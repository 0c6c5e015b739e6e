import { TerminalServerMessage, terminalSubprotocol } from '@gatehouse/contracts';
import type { Grant } from '@gatehouse/contracts';
import { WebSocket } from 'ws';
import { connectTicket } from './request-and-approve.js';
import type { PersonAtWork } from './person-at-work.js';
import { waitUntil } from './wait-until.js';

export type Ended = Extract<TerminalServerMessage, { type: 'ended' }>;
export type Ready = Extract<TerminalServerMessage, { type: 'ready' }>;

/** The browser terminal without a browser: the same socket, the same messages. */
export class TerminalClient {
  readonly messages: TerminalServerMessage[] = [];
  readonly closed: Promise<{ code: number; at: number }>;
  private readonly received: Buffer[] = [];
  private isClosed = false;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.received.push(data);
      else this.messages.push(TerminalServerMessage.parse(JSON.parse(data.toString('utf8'))));
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => {
        this.isClosed = true;
        resolve({ code, at: Date.now() });
      });
    });
  }

  /** Takes a ticket and opens; resolves at `ready`. @throws TerminalRefused with the code that was shown. */
  static async connect(vendor: PersonAtWork, grant: Pick<Grant, 'id'>): Promise<TerminalClient> {
    const client = TerminalClient.open(vendor, await connectTicket(vendor, grant));
    await client.ready();
    return client;
  }

  /** Opens with a ticket and waits for nothing. */
  static open(vendor: PersonAtWork, ticket: string): TerminalClient {
    const socket = new WebSocket(
      `${vendor.api.origin.replace('http', 'ws')}/api/terminal`,
      [terminalSubprotocol],
      {
        headers: { cookie: vendor.api.cookies(), origin: vendor.api.origin },
        perMessageDeflate: false,
      },
    );
    const client = new TerminalClient(socket);
    socket.once('open', () => socket.send(JSON.stringify({ type: 'open', ticket, columns: 80, rows: 24 })));
    return client;
  }

  async ready(timeoutMs = 30_000): Promise<Ready> {
    return waitUntil(
      'the terminal is ready',
      () => {
        const ended = this.end;
        if (ended) throw new TerminalRefused(ended);
        if (this.isClosed) throw new Error('the terminal socket closed without a word');
        return this.messages.find((message) => message.type === 'ready');
      },
      timeoutMs,
      10,
    );
  }

  /** What the machine wrote so far. */
  get output(): Buffer {
    return Buffer.concat(this.received);
  }

  get end(): Ended | undefined {
    return this.messages.find((message) => message.type === 'ended');
  }

  get isOpen(): boolean {
    return !this.isClosed;
  }

  type(text: string | Buffer): void {
    this.socket.send(Buffer.from(text as string), { binary: true });
  }

  async untilOutput(pattern: RegExp, timeoutMs = 30_000): Promise<string> {
    return waitUntil(
      `the terminal shows ${String(pattern)}`,
      () => {
        const text = this.output.toString('utf8');
        if (pattern.test(text)) return text;
        if (this.isClosed)
          throw new Error(`the terminal closed (${JSON.stringify(this.end)}) after:\n${text}`);
        return null;
      },
      timeoutMs,
      10,
    );
  }

  /** The last message and the moment the socket was gone. */
  async untilEnded(): Promise<{ ended: Ended; at: number }> {
    const { at } = await this.closed;
    if (!this.end) throw new Error('the terminal socket closed without saying why');
    return { ended: this.end, at };
  }

  close(): void {
    this.socket.terminate();
  }
}

export class TerminalRefused extends Error {
  constructor(readonly ended: Ended) {
    super(`${ended.code} ${ended.reason}: ${ended.text}`);
    this.name = 'TerminalRefused';
  }
}
