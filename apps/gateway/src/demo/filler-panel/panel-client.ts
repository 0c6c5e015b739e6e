import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { isVncAuthAnswer } from '@gatehouse/protocol-vnc';
import type { PanelCanvas } from './panel-canvas.js';
import { buttonAt } from './panel-picture.js';
import type { PanelState } from './panel-state.js';

/** Edge of the squares in which changes are looked for, in pixels. */
const square = 32;
const mostEncodings = 1024;
const longestCutText = 256 * 1024;
const name = Buffer.from('FILLER 02 panel');
/** Four bytes a pixel, little-endian, red lowest: the only format this panel speaks (RFC 6143 section 7.4). */
const pixelFormat = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16];

export interface PanelClientParts {
  readonly canvas: PanelCanvas;
  readonly state: PanelState;
  readonly password: string;
  /** Somebody did something, and the picture is another now. */
  readonly changed: () => void;
}

/**
 * One client of the panel: RFB 3.8 with VncAuth, pictures in Raw (RFC 6143). No more than a demo needs, and every length is bounded all
 * the same: whatever it does not know ends the connection.
 */
export class PanelClient {
  /** What the client has, to send what differs. */
  private readonly sent: Uint32Array;
  private isWaiting = false;
  private isFull = true;
  private buttons = 0;
  private wake: () => void = () => undefined;

  constructor(
    private readonly socket: Socket,
    private readonly parts: PanelClientParts,
  ) {
    this.sent = new Uint32Array(parts.canvas.pixels.length);
    for (const event of ['readable', 'end', 'close', 'error'] as const) socket.on(event, () => this.wake());
  }

  /** Resolves when the client is gone. */
  async serve(): Promise<void> {
    if (await this.signIn()) while (await this.message());
    this.socket.end();
  }

  /** Sends what changed, if the client waits for it. */
  flush(): void {
    if (!this.isWaiting) return;
    const rects = this.changedRects();
    if (rects.length === 0) return;
    this.isWaiting = false;
    this.isFull = false;
    const head = Buffer.alloc(4);
    head.writeUInt16BE(rects.length, 2);
    this.socket.write(Buffer.concat([head, ...rects]));
  }

  private async signIn(): Promise<boolean> {
    const { socket, parts } = this;
    socket.write('RFB 003.008\n');
    if ((await this.take(12))?.toString('latin1') !== 'RFB 003.008\n') return false;
    socket.write(Buffer.from([1, 2]));
    if ((await this.take(1))?.[0] !== 2) return false;
    const challenge = randomBytes(16);
    socket.write(challenge);
    const response = await this.take(16);
    if (!response || !isVncAuthAnswer(parts.password, challenge, response)) {
      const reason = Buffer.from('wrong password');
      socket.write(Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, reason.length]), reason]));
      return false;
    }
    socket.write(Buffer.alloc(4));
    if (!(await this.take(1))) return false;
    const init = Buffer.alloc(24);
    init.writeUInt16BE(parts.canvas.width, 0);
    init.writeUInt16BE(parts.canvas.height, 2);
    Buffer.from(pixelFormat).copy(init, 4);
    init.writeUInt32BE(name.length, 20);
    socket.write(Buffer.concat([init, name]));
    return true;
  }

  /** True when there may be another. */
  private async message(): Promise<boolean> {
    switch ((await this.take(1))?.[0]) {
      case 0: {
        const asked = await this.take(19);
        return asked?.subarray(3, 16).equals(Buffer.from(pixelFormat)) === true;
      }
      case 2: {
        const count = (await this.take(3))?.readUInt16BE(1) ?? mostEncodings + 1;
        return count <= mostEncodings && (count === 0 || (await this.take(count * 4)) !== null);
      }
      case 3: {
        const asked = await this.take(9);
        if (!asked) return false;
        this.isFull ||= asked[0] === 0;
        this.isWaiting = true;
        this.flush();
        return true;
      }
      case 4:
        return this.key(await this.take(7));
      case 5:
        return this.pointer(await this.take(5));
      case 6: {
        const length = (await this.take(7))?.readUInt32BE(3) ?? longestCutText + 1;
        return length <= longestCutText && (length === 0 || (await this.take(length)) !== null);
      }
      default:
        return false;
    }
  }

  private key(message: Buffer | null): boolean {
    if (!message) return false;
    if (message[0] === 1) {
      this.parts.state.type(message.readUInt32BE(3));
      this.parts.changed();
    }
    return true;
  }

  private pointer(message: Buffer | null): boolean {
    if (!message) return false;
    const [was, is] = [this.buttons & 1, message.readUInt8(0) & 1];
    this.buttons = message.readUInt8(0);
    if (was === is) return true;
    const { state, changed } = this.parts;
    if (is) state.press(buttonAt(message.readUInt16BE(1), message.readUInt16BE(3)));
    else state.release();
    changed();
    return true;
  }

  private changedRects(): Buffer[] {
    const { canvas } = this.parts;
    const rects: Buffer[] = [];
    for (let y = 0; y < canvas.height; y += square)
      for (let x = 0; x < canvas.width; x += square) {
        const [width, height] = [Math.min(square, canvas.width - x), Math.min(square, canvas.height - y)];
        if (this.takeOver(x, y, width, height) || this.isFull) rects.push(this.rect(x, y, width, height));
      }
    return rects;
  }

  /** True when the client had something else there. */
  private takeOver(x: number, y: number, width: number, height: number): boolean {
    const { pixels, width: stride } = this.parts.canvas;
    let differs = false;
    for (let row = y; row < y + height; row += 1)
      for (let at = row * stride + x; at < row * stride + x + width; at += 1)
        if (this.sent[at] !== pixels[at]) {
          this.sent[at] = pixels[at] ?? 0;
          differs = true;
        }
    return differs;
  }

  /** In Raw, which is encoding 0. */
  private rect(x: number, y: number, width: number, height: number): Buffer {
    const bytes = Buffer.alloc(12 + width * height * 4);
    [x, y, width, height].forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
    let to = 12;
    for (let row = y; row < y + height; row += 1)
      for (let column = x; column < x + width; column += 1, to += 4)
        bytes.writeUInt32LE(this.sent[row * this.parts.canvas.width + column] ?? 0, to);
    return bytes;
  }

  /** The next bytes, this many; null when the client is gone. */
  private async take(length: number): Promise<Buffer | null> {
    for (;;) {
      const bytes = this.socket.read(length) as Buffer | null;
      if (bytes?.length === length) return bytes;
      if (this.socket.readableEnded || this.socket.destroyed) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
