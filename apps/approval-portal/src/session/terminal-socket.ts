import { TerminalServerMessage, terminalSubprotocol, type TerminalClientMessage } from '@gatehouse/contracts';

export type Ready = Extract<TerminalServerMessage, { type: 'ready' }>;
export type Ended = Extract<TerminalServerMessage, { type: 'ended' }>;

export type Supervising = Extract<
  TerminalServerMessage,
  { type: 'frozen' | 'unfrozen' | 'message' | 'watchers' }
>;

export interface TerminalEvents {
  ready(message: Ready): void;
  output(bytes: Uint8Array): void;
  warning(message: Extract<TerminalServerMessage, { type: 'warning' }>): void;
  notice(text: string): void;
  /** The plant holds or gives back the input, writes, or watches. */
  supervising(message: Supervising): void;
  /** Once, and last. Null when the socket went away without saying why: then it is not known whether it still runs. */
  ended(message: Ended | null): void;
}

/** Typed ahead while the machine's identity is checked; more than this is dropped. */
const mostHeldBytes = 4096;

/**
 * The terminal socket. The ticket goes in the first message, never in the address. Typed bytes are held back until
 * the gateway said `ready`, so nothing is sent to a machine whose identity is not proven.
 */
export class TerminalSocket {
  private readonly socket: WebSocket;
  private ready = false;
  private over = false;
  private held: Uint8Array<ArrayBuffer>[] = [];
  private heldBytes = 0;

  constructor(
    private readonly events: TerminalEvents,
    open: { ticket: string; columns: number; rows: number },
  ) {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socket = new WebSocket(`${scheme}//${location.host}/api/terminal`, terminalSubprotocol);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.say({ type: 'open', ...open });
    this.socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.receive(event.data);
    this.socket.onclose = () => this.finish(null);
  }

  type(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.over) return;
    if (this.ready) this.socket.send(bytes);
    else if (this.heldBytes + bytes.length <= mostHeldBytes) {
      this.held.push(bytes);
      this.heldBytes += bytes.length;
    }
  }

  resize(columns: number, rows: number): void {
    if (this.ready && !this.over) this.say({ type: 'resize', columns, rows });
  }

  close(): void {
    this.socket.close(1000);
  }

  private receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      if (!this.over) this.events.output(new Uint8Array(data));
      return;
    }
    const message = TerminalServerMessage.safeParse(parse(data));
    if (!message.success) return;
    if (message.data.type === 'ready') {
      this.ready = true;
      this.events.ready(message.data);
      for (const bytes of this.held.splice(0)) this.type(bytes);
    } else if (message.data.type === 'warning') this.events.warning(message.data);
    else if (message.data.type === 'notice') this.events.notice(message.data.text);
    else if (message.data.type === 'ended') this.finish(message.data);
    else this.events.supervising(message.data);
  }

  private finish(message: Ended | null): void {
    if (this.over) return;
    this.over = true;
    this.events.ended(message);
  }

  private say(message: TerminalClientMessage): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return null;
  }
}
