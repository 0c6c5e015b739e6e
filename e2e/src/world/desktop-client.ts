import { DesktopServerMessage, desktopSubprotocol } from '@gatehouse/contracts';
import { WebSocket } from 'ws';
import type { PersonAtWork } from './person-at-work.js';
import { waitUntil } from './wait-until.js';

/** The browser's desktop without a browser: the same socket, the same messages, RFB by hand. */
export class DesktopClient {
  readonly messages: DesktopServerMessage[] = [];
  readonly closed: Promise<{ code: number; at: number }>;
  private received = Buffer.alloc(0);
  private isClosed = false;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.received = Buffer.concat([this.received, data]);
      else this.messages.push(DesktopServerMessage.parse(JSON.parse(data.toString('utf8'))));
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => {
        this.isClosed = true;
        resolve({ code, at: Date.now() });
      });
    });
  }

  /** Sends this as the first message and waits for nothing. */
  static open(vendor: Pick<PersonAtWork, 'api'>, first: string | Buffer): DesktopClient {
    const socket = new WebSocket(
      `${vendor.api.origin.replace('http', 'ws')}/api/desktop`,
      [desktopSubprotocol],
      {
        headers: { cookie: vendor.api.cookies(), origin: vendor.api.origin },
        perMessageDeflate: false,
      },
    );
    socket.once('open', () => socket.send(first, { binary: typeof first !== 'string' }));
    return new DesktopClient(socket);
  }

  static withTicket(vendor: Pick<PersonAtWork, 'api'>, ticket: string): DesktopClient {
    return DesktopClient.open(vendor, JSON.stringify({ type: 'open', ticket }));
  }

  /** Through the greeting to the size of the screen, asking for plain pixels from then on (RFC 6143, section 7). */
  async begin(): Promise<{ width: number; height: number }> {
    const { width, height } = await this.greet();
    this.send([2, 0, 0, 1, 0, 0, 0, 0]);
    return { width, height };
  }

  /** What the desktop calls itself, in place of `begin`. */
  async nameOfDesktop(): Promise<string> {
    return (await this.greet()).name;
  }

  private async greet(): Promise<{ width: number; height: number; name: string }> {
    await this.receive(12);
    this.send(Buffer.from('RFB 003.008\n'));
    await this.receive(2);
    this.send([1]);
    await this.receive(4);
    this.send([1]);
    const init = await this.receive(24);
    const name = (await this.receive(init.readUInt32BE(20))).toString('utf8');
    return { width: init.readUInt16BE(0), height: init.readUInt16BE(2), name };
  }

  /** Asks for one whole update of this many pixels and resolves when something came, with all that came so far. */
  async askForUpdate(width: number, height: number): Promise<Buffer> {
    const had = this.received.length;
    const ask = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    ask.writeUInt16BE(width, 6);
    ask.writeUInt16BE(height, 8);
    this.send(ask);
    await waitUntil('an update', () => this.received.length > had);
    return this.received;
  }

  /** The whole picture as it is now, four bytes a pixel as the server counts them, after `begin`; nothing may be on its way. */
  async wholePicture(width: number, height: number): Promise<Buffer> {
    const picture = Buffer.alloc(width * height * 4);
    let missing = width * height;
    for (let isIncremental = false; missing > 0; isIncremental = true) {
      const ask = Buffer.from([3, isIncremental ? 1 : 0, 0, 0, 0, 0, 0, 0, 0, 0]);
      ask.writeUInt16BE(width, 6);
      ask.writeUInt16BE(height, 8);
      this.send(ask);
      const rects = (await this.receive(4)).readUInt16BE(2);
      for (let rect = 0; rect < rects; rect += 1) missing -= await this.rawRect(picture, width);
    }
    return picture;
  }

  /** @returns how many pixels came. */
  private async rawRect(picture: Buffer, stride: number): Promise<number> {
    const head = await this.receive(12);
    const [x, y, width, height] = [0, 2, 4, 6].map((at) => head.readUInt16BE(at)) as [
      number,
      number,
      number,
      number,
    ];
    const pixels = await this.receive(width * height * 4);
    for (let row = 0; row < height; row += 1)
      pixels.copy(picture, ((y + row) * stride + x) * 4, row * width * 4, (row + 1) * width * 4);
    return width * height;
  }

  send(bytes: readonly number[] | Buffer): void {
    this.socket.send(Buffer.from(bytes as Buffer), { binary: true });
  }

  /** The next bytes of the desktop, this many. */
  async receive(length: number): Promise<Buffer> {
    return waitUntil(`${length} bytes of the desktop`, () => {
      if (this.received.length >= length) {
        const bytes = this.received.subarray(0, length);
        this.received = this.received.subarray(length);
        return bytes;
      }
      if (this.isClosed) throw new Error(`the desktop closed: ${JSON.stringify(this.messages.at(-1))}`);
      return null;
    });
  }

  said<Type extends DesktopServerMessage['type']>(
    type: Type,
  ): Extract<DesktopServerMessage, { type: Type }> | undefined {
    return this.messages.find(
      (message): message is Extract<DesktopServerMessage, { type: Type }> => message.type === type,
    );
  }

  close(): void {
    this.socket.terminate();
  }
}
