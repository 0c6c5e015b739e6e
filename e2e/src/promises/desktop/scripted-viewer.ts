import { connect } from 'node:net';
import { constants, createInflate } from 'node:zlib';
import type { Inflate } from 'node:zlib';
import { DesktopClient } from '../../world/desktop-client.js';
import type { PersonAtWork } from '../../world/person-at-work.js';
import { ByteSource } from './byte-source.js';
import { drawZrle } from './zrle-tiles.js';

interface Line {
  readonly source: ByteSource;
  send(bytes: Buffer): void;
  close(): void;
}

/**
 * The viewer that measures: RFB 3.8 with ZRLE and continuous updates where the server has them, the same direct and through
 * the gateway. It draws what it is sent.
 */
export class ScriptedViewer {
  width = 0;
  height = 0;
  /** Red in the lowest byte of each. */
  pixels = new Uint32Array(0);
  /** When pixels were drawn last, on the clock of `performance.now()`; 0 before. */
  drawnMs = 0;
  /** Updates with pixels in them. */
  updates = 0;
  readonly closed: Promise<number>;
  private readonly zlib: Inflate = createInflate({ flush: constants.Z_SYNC_FLUSH, chunkSize: 1 << 18 });
  private whenDrawn: () => void = () => undefined;
  private isContinuous = false;
  private sayClosed: (at: number) => void = () => undefined;

  private constructor(private readonly line: Line) {
    this.closed = new Promise((resolve) => (this.sayClosed = resolve));
  }

  static async direct(port: number): Promise<ScriptedViewer> {
    const source = new ByteSource();
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (bytes) => source.push(bytes));
    socket.on('error', () => undefined);
    const viewer = new ScriptedViewer({
      source,
      send: (bytes) => void socket.write(bytes),
      close: () => void socket.destroy(),
    });
    socket.once('close', () => viewer.ended());
    await viewer.begin();
    return viewer;
  }

  /** @param ticket of the vendor's, spent here. */
  static async throughGateway(vendor: PersonAtWork, ticket: string): Promise<ScriptedViewer> {
    const source = new ByteSource();
    const { socket } = DesktopClient.withTicket(vendor, ticket);
    socket.on('message', (bytes: Buffer, isBinary) => {
      if (isBinary) source.push(bytes);
    });
    const viewer = new ScriptedViewer({
      source,
      send: (bytes) => socket.send(bytes, { binary: true }),
      close: () => socket.terminate(),
    });
    socket.once('close', () => viewer.ended());
    await viewer.begin();
    return viewer;
  }

  /** Presses and lifts a key. Milliseconds from the press to the first pixels that are drawn after it. */
  async typeAndSee(keysym: number): Promise<number> {
    const began = performance.now();
    const drawn = this.nextPixels();
    this.key(keysym, true);
    this.key(keysym, false);
    await drawn;
    return this.drawnMs - began;
  }

  /** Resolves once nothing has been drawn for so long. */
  async untilStill(ms: number): Promise<void> {
    for (let left = ms; left > 0; left = this.drawnMs + ms - performance.now())
      await new Promise((resolve) => setTimeout(resolve, left));
  }

  key(keysym: number, isDown: boolean): void {
    const bytes = Buffer.alloc(8);
    bytes[0] = 4;
    bytes[1] = isDown ? 1 : 0;
    bytes.writeUInt32BE(keysym, 4);
    this.line.send(bytes);
  }

  /** Moves the pointer there, with no button down. */
  point(x: number, y: number): void {
    const bytes = Buffer.alloc(6);
    bytes[0] = 5;
    bytes.writeUInt16BE(x, 2);
    bytes.writeUInt16BE(y, 4);
    this.line.send(bytes);
  }

  close(): void {
    this.line.close();
  }

  private async begin(): Promise<void> {
    const { source, send } = this.line;
    await source.exactly(12);
    send(Buffer.from('RFB 003.008\n'));
    const types = await source.exactly((await source.exactly(1)).readUInt8());
    if (!types.includes(1)) throw new Error('the server wants a password');
    send(Buffer.of(1));
    if ((await source.exactly(4)).readUInt32BE() !== 0) throw new Error('the server lets nobody in');
    send(Buffer.of(1));
    const head = await source.exactly(24);
    await source.exactly(head.readUInt32BE(20));
    this.resize(head.readUInt16BE(0), head.readUInt16BE(2));
    // 32 bits, depth 24, little-endian, true colour, red in the lowest byte.
    send(Buffer.from([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]));
    // ZRLE, then desktop size, fence and continuous updates.
    const encodings = Buffer.from([2, 0, 0, 4, ...new Array<number>(16).fill(0)]);
    [16, -223, -312, -313].forEach((each, index) => encodings.writeInt32BE(each, 4 + 4 * index));
    send(encodings);
    this.ask(false);
    const whole = this.nextPixels();
    this.read().catch((error: unknown) => {
      source.end(error instanceof Error ? error : new Error('the viewer failed'));
      this.line.close();
    });
    await whole;
  }

  private nextPixels(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no pixels within 30 s')), 30_000);
      this.whenDrawn = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private ask(isIncremental: boolean): void {
    this.line.send(this.areaMessage(3, isIncremental));
  }

  private areaMessage(type: number, flag: boolean): Buffer {
    const bytes = Buffer.alloc(10);
    bytes[0] = type;
    bytes[1] = flag ? 1 : 0;
    bytes.writeUInt16BE(this.width, 6);
    bytes.writeUInt16BE(this.height, 8);
    return bytes;
  }

  private async read(): Promise<void> {
    const { source, send } = this.line;
    for (;;) {
      const type = (await source.exactly(1)).readUInt8();
      if (type === 0) await this.update();
      else if (type === 3) await source.exactly((await source.exactly(7)).readUInt32BE(3));
      else if (type === 150) {
        this.isContinuous = true;
        send(this.areaMessage(150, true));
      } else if (type === 248) {
        const head = await source.exactly(8);
        const payload = await source.exactly(head.readUInt8(7));
        const flags = head.readUInt32BE(3);
        const answer = Buffer.alloc(9);
        answer[0] = 248;
        answer.writeUInt32BE(flags & 7, 4);
        answer[8] = payload.length;
        if (flags & 0x80_00_00_00) send(Buffer.concat([answer, payload]));
      } else if (type !== 2) throw new Error(`the server sent a message of type ${type}`);
    }
  }

  private async update(): Promise<void> {
    const { source } = this.line;
    const rects = (await source.exactly(3)).readUInt16BE(1);
    let hasPixels = false;
    for (let rect = 0; rect < rects; rect += 1) {
      const head = await source.exactly(12);
      const area = {
        x: head.readUInt16BE(0),
        y: head.readUInt16BE(2),
        width: head.readUInt16BE(4),
        height: head.readUInt16BE(6),
      };
      const encoding = head.readInt32BE(8);
      if (encoding === -223) this.resize(area.width, area.height);
      else if (encoding === 16) {
        hasPixels = true;
        const packed = await source.exactly((await source.exactly(4)).readUInt32BE());
        drawZrle(await this.unpack(packed), area, (...tile) => this.draw(...tile));
      } else throw new Error(`the server sent encoding ${encoding}`);
    }
    if (hasPixels) {
      this.drawnMs = performance.now();
      this.updates += 1;
      this.whenDrawn();
    }
    if (!this.isContinuous) this.ask(true);
  }

  private async unpack(packed: Buffer): Promise<Buffer> {
    const parts: Buffer[] = [];
    const take = (part: Buffer): void => void parts.push(part);
    this.zlib.on('data', take);
    await new Promise<void>((resolve, reject) =>
      this.zlib.write(packed, (error) => (error ? reject(error) : resolve())),
    );
    this.zlib.off('data', take);
    return Buffer.concat(parts);
  }

  private draw(x: number, y: number, width: number, height: number, colours: readonly number[]): void {
    for (let row = 0; row < height; row += 1)
      for (let column = 0; column < width; column += 1)
        this.pixels[(y + row) * this.width + x + column] = colours[row * width + column] ?? 0;
  }

  private resize(width: number, height: number): void {
    [this.width, this.height] = [width, height];
    this.pixels = new Uint32Array(width * height);
  }

  private ended(): void {
    this.line.source.end(new Error('the server closed'));
    this.sayClosed(Date.now());
    this.zlib.destroy();
  }
}
