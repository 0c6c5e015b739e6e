import { SessionMessage } from '@gatehouse/contracts';

export type Ready = Extract<SessionMessage, { type: 'ready' }>;
export type Ended = Extract<SessionMessage, { type: 'ended' }>;
/** What the plant does: it holds or gives back the input, writes, or watches. */
export type Supervising = Extract<SessionMessage, { type: 'frozen' | 'unfrozen' | 'message' | 'watchers' }>;

export interface SessionEvents {
  ready(message: Ready): void;
  /** Bytes of the machine, in order. */
  output(bytes: Uint8Array<ArrayBuffer>): void;
  notice(text: string): void;
  supervising(message: Supervising): void;
  /** Once, and last. Null when the socket went away without saying why: then it is not known whether it still runs. */
  ended(message: Ended | null): void;
}

/**
 * The socket of a session in the browser: bytes of the machine as binary messages, words of the gateway as text. The
 * first message opens it and holds the ticket, which never stands in an address.
 */
export class SessionSocket {
  private readonly socket: WebSocket;
  private ready = false;
  private over = false;

  constructor(
    private readonly events: SessionEvents,
    door: { path: string; subprotocol: string; opening: object },
  ) {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socket = new WebSocket(`${scheme}//${location.host}${door.path}`, door.subprotocol);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.say(door.opening);
    this.socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.receive(event.data);
    this.socket.onclose = () => this.finish(null);
  }

  /** The machine's identity is settled and it may be spoken to; false again once it is over. */
  get isReady(): boolean {
    return this.ready && !this.over;
  }

  get isOver(): boolean {
    return this.over;
  }

  /** Bytes for the machine. What is sent outside `isReady` goes nowhere. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.isReady) this.socket.send(bytes);
  }

  say(message: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  close(): void {
    this.socket.close(1000);
  }

  private receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      if (!this.over) this.events.output(new Uint8Array(data));
      return;
    }
    const message = SessionMessage.safeParse(parse(data));
    if (!message.success) return;
    switch (message.data.type) {
      case 'ready':
        this.ready = true;
        return this.events.ready(message.data);
      case 'notice':
        return this.events.notice(message.data.text);
      case 'ended':
        return this.finish(message.data);
      case 'warning':
        // The page counts down by itself, from the end that `ready` named.
        return;
      default:
        return this.events.supervising(message.data);
    }
  }

  private finish(message: Ended | null): void {
    if (this.over) return;
    this.over = true;
    this.events.ended(message);
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return null;
  }
}
