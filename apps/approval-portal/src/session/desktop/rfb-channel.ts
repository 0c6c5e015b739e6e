/** Where the bytes of a viewer go, and how it is closed. */
export interface ChannelOut {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

const states = { open: 1, closed: 3 } as const;

/**
 * What noVNC takes for a WebSocket: the bytes of one that carries other things too. The names of its members are those
 * that noVNC looks for. Bytes wait until `flow`, since a viewer is not ready for any before it is made.
 */
export class RfbChannel {
  binaryType = 'arraybuffer';
  protocol = '';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  private waiting: Uint8Array<ArrayBuffer>[] | null = [];
  private isOver = false;

  constructor(private readonly out: ChannelOut) {}

  get readyState(): number {
    return this.isOver ? states.closed : states.open;
  }

  /** The viewer's bytes are a view into a buffer that it fills again at once. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.isOver) this.out.send(bytes);
  }

  /** Asked for by the viewer: it was closed, or what came is not RFB. */
  close(): void {
    if (!this.isOver) this.out.close();
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.isOver) return;
    if (this.waiting) this.waiting.push(bytes);
    else this.deliver(bytes);
  }

  flow(): void {
    const waited = this.waiting ?? [];
    this.waiting = null;
    for (const bytes of waited) this.deliver(bytes);
  }

  /** The socket is gone: nothing comes or goes any more. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.waiting = null;
    this.onclose?.({ code: 1000, reason: '' });
  }

  private deliver(bytes: Uint8Array<ArrayBuffer>): void {
    const data = bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
    try {
      this.onmessage?.({ data });
    } catch {
      // A viewer that stumbles over what it reads shows a picture that is not true any more.
      this.close();
    }
  }
}
