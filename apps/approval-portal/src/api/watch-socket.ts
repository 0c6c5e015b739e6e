import { WatchServerMessage, watchSubprotocol, type WatchClientMessage } from '@gatehouse/contracts';

export type WatchFrames = Extract<WatchServerMessage, { type: 'frames' }>;

export interface WatchEvents {
  /** Drawn? Then call `took`: the next comes only after. */
  frames(message: WatchFrames, took: () => void): void;
  /** The gateway was heard. */
  heard(): void;
  /** Once, and last. `lost`: the link went away without a word. */
  closed(how: { why: 'over' | 'lost' } | { why: 'refused'; text: string }): void;
}

/** Silence for so long means that the link is gone, whatever the browser believes: the gateway speaks every 2 s. */
const silentForMs = 7_000;

/** One view of a running session. Nothing typed or drawn here ever goes back over it. */
export class WatchSocket {
  private readonly socket: WebSocket;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  constructor(
    sessionId: string,
    private readonly events: WatchEvents,
  ) {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socket = new WebSocket(`${scheme}//${location.host}/api/watch`, watchSubprotocol);
    this.socket.onopen = () => this.say({ type: 'open', sessionId });
    this.socket.onmessage = (event: MessageEvent<unknown>) => this.receive(event.data);
    this.socket.onclose = () => this.finish({ why: 'lost' });
    this.listen();
  }

  close(): void {
    this.over = true;
    clearTimeout(this.silence);
    this.socket.close(1000);
  }

  private receive(data: unknown): void {
    if (this.over) return;
    const message = WatchServerMessage.safeParse(parse(data));
    if (!message.success) return;
    this.listen();
    this.events.heard();
    const said = message.data;
    if (said.type === 'frames') this.events.frames(said, () => this.say({ type: 'took', seq: said.seq }));
    else if (said.type === 'over') this.finish({ why: 'over' });
    else if (said.type === 'refused') this.finish({ why: 'refused', text: said.text });
  }

  private listen(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.finish({ why: 'lost' }), silentForMs);
  }

  private finish(how: Parameters<WatchEvents['closed']>[0]): void {
    if (this.over) return;
    this.close();
    this.events.closed(how);
  }

  private say(message: WatchClientMessage): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

function parse(data: unknown): unknown {
  try {
    return typeof data === 'string' ? (JSON.parse(data) as unknown) : null;
  } catch {
    return null;
  }
}
