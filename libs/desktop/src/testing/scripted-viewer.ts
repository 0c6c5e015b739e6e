import { constants, inflateSync } from 'node:zlib';
import { encodings } from '../rfb/encoding-numbers.js';
import {
  type PixelFormat,
  plainPixelFormat,
  readPixelFormat,
  writePixelFormat,
} from '../rfb/pixel-format.js';
import type { BytePipe } from './byte-pipe.js';

/** What the server said that is no picture. */
export type ServerWord =
  | { readonly type: 'update'; readonly rects: number; readonly encodings: readonly number[] }
  | { readonly type: 'bell' | 'end-of-continuous-updates' }
  | { readonly type: 'cut-text'; readonly text: string }
  | { readonly type: 'extended-cut-text'; readonly body: Buffer }
  | { readonly type: 'fence'; readonly flags: number; readonly payload: Buffer };

/** A viewer written for the specs from RFC 6143, with decoders of its own: what it draws is what was on the wire. */
export class ScriptedViewer {
  width = 0;
  height = 0;
  name = '';
  /** Red in the lowest byte of each, scaled up to 255 from what the format can hold. */
  pixels = new Uint32Array(0);
  cursor: { hotX: number; hotY: number; width: number; height: number; bytes: Buffer } | null = null;
  sizes: [reason: number, status: number, width: number, height: number][] = [];
  private format: PixelFormat = plainPixelFormat;
  private zrle = Buffer.alloc(0);
  private zrleTaken = 0;

  constructor(
    private readonly pipe: BytePipe,
    readonly send: (bytes: Uint8Array) => void,
  ) {}

  /** The whole handshake, as this version has it. */
  async signIn(version = '003.008'): Promise<void> {
    const offered = (await this.pipe.exactly(12)).toString();
    if (offered !== 'RFB 003.008\n') throw new Error(`the server says ${offered}`);
    this.send(Buffer.from(`RFB ${version}\n`));
    if (version === '003.003') await this.pipe.exactly(4);
    else {
      const types = await this.pipe.exactly((await this.pipe.exactly(1))[0]!);
      this.send(types.subarray(0, 1));
      if (version === '003.008') await this.pipe.exactly(4);
    }
    await this.begin();
  }

  /** From ClientInit on. */
  async begin(): Promise<void> {
    this.send(Buffer.of(0));
    const head = await this.pipe.exactly(24);
    this.format = readPixelFormat(head.subarray(4, 20));
    this.resize(head.readUInt16BE(0), head.readUInt16BE(2));
    this.name = (await this.pipe.exactly(head.readUInt32BE(20))).toString();
  }

  setFormat(format: PixelFormat): void {
    this.format = format;
    this.send(Buffer.concat([Buffer.of(0, 0, 0, 0), writePixelFormat(format)]));
  }

  setEncodings(...list: readonly number[]): void {
    const bytes = Buffer.alloc(4 + 4 * list.length);
    bytes[0] = 2;
    bytes.writeUInt16BE(list.length, 2);
    list.forEach((encoding, index) => bytes.writeInt32BE(encoding, 4 + 4 * index));
    this.send(bytes);
  }

  ask(isIncremental = true): void {
    const bytes = Buffer.alloc(10);
    bytes[0] = 3;
    bytes[1] = isIncremental ? 1 : 0;
    bytes.writeUInt16BE(0xffff, 6);
    bytes.writeUInt16BE(0xffff, 8);
    this.send(bytes);
  }

  continuous(isOn: boolean): void {
    const bytes = Buffer.alloc(10);
    bytes[0] = 150;
    bytes[1] = isOn ? 1 : 0;
    bytes.writeUInt16BE(this.width, 6);
    bytes.writeUInt16BE(this.height, 8);
    this.send(bytes);
  }

  key(keysym: number, isDown: boolean): void {
    const bytes = Buffer.alloc(8);
    bytes[0] = 4;
    bytes[1] = isDown ? 1 : 0;
    bytes.writeUInt32BE(keysym, 4);
    this.send(bytes);
  }

  placedKey(keysym: number, scancode: number, isDown: boolean): void {
    const bytes = Buffer.alloc(12);
    bytes[0] = 255;
    bytes.writeUInt16BE(isDown ? 1 : 0, 2);
    bytes.writeUInt32BE(keysym, 4);
    bytes.writeUInt32BE(scancode, 8);
    this.send(bytes);
  }

  pointer(x: number, y: number, buttons: number): void {
    const bytes = Buffer.alloc(6);
    bytes[0] = 5;
    bytes[1] = buttons;
    bytes.writeUInt16BE(x, 2);
    bytes.writeUInt16BE(y, 4);
    this.send(bytes);
  }

  cutText(text: string): void {
    const words = Buffer.from(text, 'latin1');
    const head = Buffer.alloc(8);
    head[0] = 6;
    head.writeInt32BE(words.length, 4);
    this.send(Buffer.concat([head, words]));
  }

  extendedCutText(body: Buffer): void {
    const head = Buffer.alloc(8);
    head[0] = 6;
    head.writeInt32BE(-body.length, 4);
    this.send(Buffer.concat([head, body]));
  }

  fence(flags: number, payload: Uint8Array): void {
    const head = Buffer.alloc(9);
    head[0] = 248;
    head.writeUInt32BE(flags >>> 0, 4);
    head[8] = payload.length;
    this.send(Buffer.concat([head, payload]));
  }

  /** The next message of the server, drawn when it is a picture. */
  async next(): Promise<ServerWord> {
    const type = (await this.pipe.exactly(1))[0]!;
    switch (type) {
      case 0:
        return this.update();
      case 2:
        return { type: 'bell' };
      case 3: {
        const head = await this.pipe.exactly(7);
        const length = head.readInt32BE(3);
        const body = Buffer.from(await this.pipe.exactly(Math.abs(length)));
        return length < 0
          ? { type: 'extended-cut-text', body }
          : { type: 'cut-text', text: body.toString('latin1') };
      }
      case 150:
        return { type: 'end-of-continuous-updates' };
      case 248: {
        const head = await this.pipe.exactly(8);
        const payload = Buffer.from(await this.pipe.exactly(head[7]!));
        return { type: 'fence', flags: head.readUInt32BE(3), payload };
      }
      default:
        throw new Error(`the server sent a message of type ${type}`);
    }
  }

  private async update(): Promise<ServerWord> {
    const rects = (await this.pipe.exactly(3)).readUInt16BE(1);
    const list: number[] = [];
    for (let rect = 0; rect < rects; rect += 1) list.push(await this.rect());
    return { type: 'update', rects, encodings: list };
  }

  private async rect(): Promise<number> {
    const head = await this.pipe.exactly(12);
    const [x, y] = [head.readUInt16BE(0), head.readUInt16BE(2)];
    const [width, height] = [head.readUInt16BE(4), head.readUInt16BE(6)];
    const encoding = head.readInt32BE(8);
    switch (encoding) {
      case encodings.raw:
        this.draw(x, y, width, height, await this.rawPixels(width * height));
        break;
      case encodings.hextile:
        await this.hextile(x, y, width, height);
        break;
      case encodings.tight:
        this.draw(x, y, width, height, await this.tight(width, height));
        break;
      case encodings.zrle:
        await this.zrleRect(x, y, width, height);
        break;
      case encodings.desktopSize:
        this.resize(width, height);
        break;
      case encodings.extendedDesktopSize:
        await this.pipe.exactly(20);
        this.sizes.push([x, y, width, height]);
        if (y === 0 && (width !== this.width || height !== this.height)) this.resize(width, height);
        break;
      case encodings.cursor: {
        const bytes = await this.pipe.exactly(width * height * this.pixelBytes + ((width + 7) >> 3) * height);
        this.cursor = { hotX: x, hotY: y, width, height, bytes: Buffer.from(bytes) };
        break;
      }
      case encodings.cursorWithAlpha: {
        const bytes = await this.pipe.exactly(4 + width * height * 4);
        this.cursor = { hotX: x, hotY: y, width, height, bytes: Buffer.from(bytes.subarray(4)) };
        break;
      }
      case encodings.qemuExtendedKey:
        break;
      default:
        throw new Error(`the server sent encoding ${encoding}`);
    }
    return encoding;
  }

  private resize(width: number, height: number): void {
    [this.width, this.height] = [width, height];
    this.pixels = new Uint32Array(width * height);
  }

  private get pixelBytes(): number {
    return this.format.bitsPerPixel / 8;
  }

  private draw(x: number, y: number, width: number, height: number, colours: readonly number[]): void {
    if (x + width > this.width || y + height > this.height) throw new Error('a rectangle beside the screen');
    for (let at = 0; at < colours.length; at += 1)
      this.pixels[(y + Math.floor(at / width)) * this.width + x + (at % width)] = colours[at]!;
  }

  private colour(bytes: Buffer, at: number): number {
    const { bitsPerPixel, isBigEndian } = this.format;
    const length = bitsPerPixel / 8;
    return this.scaled(isBigEndian ? bytes.readUIntBE(at, length) : bytes.readUIntLE(at, length));
  }

  private scaled(pixel: number): number {
    const { redMax, greenMax, blueMax, redShift, greenShift, blueShift } = this.format;
    const part = (shift: number, max: number): number => Math.round((((pixel >>> shift) & max) * 255) / max);
    return part(redShift, redMax) | (part(greenShift, greenMax) << 8) | (part(blueShift, blueMax) << 16);
  }

  private async rawPixels(count: number): Promise<number[]> {
    const bytes = await this.pipe.exactly(count * this.pixelBytes);
    return Array.from({ length: count }, (_, index) => this.colour(bytes, index * this.pixelBytes));
  }

  private async hextile(left: number, top: number, allWidth: number, allHeight: number): Promise<void> {
    let [ground, front] = [0, 0];
    const one = async (): Promise<number> => (await this.rawPixels(1))[0]!;
    for (let y = top; y < top + allHeight; y += 16)
      for (let x = left; x < left + allWidth; x += 16) {
        const [width, height] = [Math.min(16, left + allWidth - x), Math.min(16, top + allHeight - y)];
        const mask = (await this.pipe.exactly(1))[0]!;
        if (mask & 1) {
          this.draw(x, y, width, height, await this.rawPixels(width * height));
          continue;
        }
        if (mask & 2) ground = await one();
        if (mask & 4) front = await one();
        this.draw(x, y, width, height, new Array<number>(width * height).fill(ground));
        const count = mask & 8 ? (await this.pipe.exactly(1))[0]! : 0;
        for (let index = 0; index < count; index += 1) {
          if (mask & 16) front = await one();
          const [place, size] = await this.pipe.exactly(2);
          const [wide, high] = [(size! >> 4) + 1, (size! & 15) + 1];
          this.draw(
            x + (place! >> 4),
            y + (place! & 15),
            wide,
            high,
            new Array<number>(wide * high).fill(front),
          );
        }
      }
  }

  private get isTrueColour(): boolean {
    const { bitsPerPixel, depth, redMax, greenMax, blueMax } = this.format;
    return bitsPerPixel === 32 && depth === 24 && redMax === 255 && greenMax === 255 && blueMax === 255;
  }

  private async tight(width: number, height: number): Promise<number[]> {
    const bytes = this.isTrueColour ? 3 : this.pixelBytes;
    const colourAt = (data: Buffer, index: number): number =>
      this.isTrueColour ? data.readUIntLE(index * 3, 3) : this.colour(data, index * bytes);
    const control = (await this.pipe.exactly(1))[0]!;
    if (control >> 4 === 8)
      return new Array<number>(width * height).fill(colourAt(await this.pipe.exactly(bytes), 0));
    if (control >> 4 > 8) throw new Error('another compression');
    const stream = (control >> 4) & 3;
    if ((control & (1 << stream)) === 0) throw new Error('a stream that is not reset');
    if ((control & 0x40) === 0) {
      const data = await this.tightData(width * height * bytes);
      return Array.from({ length: width * height }, (_, index) => colourAt(data, index));
    }
    if ((await this.pipe.exactly(1))[0] !== 1) throw new Error('another filter');
    const count = (await this.pipe.exactly(1))[0]! + 1;
    const head = Buffer.from(await this.pipe.exactly(count * bytes));
    const palette = Array.from({ length: count }, (_, index) => colourAt(head, index));
    const rowBytes = count === 2 ? (width + 7) >> 3 : width;
    const data = await this.tightData(rowBytes * height);
    return Array.from({ length: width * height }, (_, index) => {
      const [row, column] = [Math.floor(index / width), index % width];
      if (count > 2) return palette[data[row * width + column]!]!;
      return palette[(data[row * rowBytes + (column >> 3)]! >> (7 - (column & 7))) & 1]!;
    });
  }

  private async tightData(length: number): Promise<Buffer> {
    if (length < 12) return Buffer.from(await this.pipe.exactly(length));
    let zippedLength = 0;
    for (let shift = 0; shift <= 14; shift += 7) {
      const part = (await this.pipe.exactly(1))[0]!;
      zippedLength |= (shift === 14 ? part : part & 0x7f) << shift;
      if ((part & 0x80) === 0) break;
    }
    const data = inflateSync(await this.pipe.exactly(zippedLength));
    if (data.length !== length) throw new Error('a rectangle of another length');
    return data;
  }

  /** One zlib stream from the first rectangle on: unpacked from its beginning each time. */
  private async zrleRect(x: number, y: number, width: number, height: number): Promise<void> {
    const length = (await this.pipe.exactly(4)).readUInt32BE(0);
    this.zrle = Buffer.concat([this.zrle, await this.pipe.exactly(length)]);
    const data = inflateSync(this.zrle, { finishFlush: constants.Z_SYNC_FLUSH });
    let at = this.zrleTaken;
    this.zrleTaken = data.length;
    const bytes = this.cpixelBytes;
    const colour = (): number => {
      const pixel = this.cpixel(data.subarray(at, at + bytes));
      at += bytes;
      return this.scaled(pixel);
    };
    for (let top = y; top < y + height; top += 64)
      for (let left = x; left < x + width; left += 64) {
        const [wide, high] = [Math.min(64, x + width - left), Math.min(64, y + height - top)];
        const kind = data[at]!;
        at += 1;
        const tile: number[] = [];
        if (kind === 0) while (tile.length < wide * high) tile.push(colour());
        else if (kind === 1) tile.push(...new Array<number>(wide * high).fill(colour()));
        else {
          const palette = Array.from({ length: kind & 0x7f }, colour);
          if (kind > 128)
            while (tile.length < wide * high) {
              const index = data[at]!;
              at += 1;
              let run = 1;
              if (index & 0x80) {
                while (data[at] === 255) {
                  run += 255;
                  at += 1;
                }
                run += data[at]!;
                at += 1;
              }
              for (let more = 0; more < run; more += 1) tile.push(palette[index & 0x7f]!);
            }
          else {
            const bits = kind === 2 ? 1 : kind <= 4 ? 2 : 4;
            for (let row = 0; row < high; row += 1) {
              for (let column = 0; column < wide; column += 1) {
                const bit = column * bits;
                const part = data[at + (bit >> 3)]! >> (8 - bits - (bit & 7));
                tile.push(palette[part & ((1 << bits) - 1)]!);
              }
              at += Math.ceil((wide * bits) / 8);
            }
          }
        }
        this.draw(left, top, wide, high, tile);
      }
    if (at !== data.length) throw new Error('a rectangle of another length');
  }

  private get isLowCpixel(): boolean {
    return Math.max(this.format.redShift, this.format.greenShift, this.format.blueShift) <= 16;
  }

  private get cpixelBytes(): number {
    return this.format.bitsPerPixel === 32 && this.format.depth <= 24 ? 3 : this.pixelBytes;
  }

  private cpixel(bytes: Buffer): number {
    const { isBigEndian } = this.format;
    const pixel = isBigEndian ? bytes.readUIntBE(0, bytes.length) : bytes.readUIntLE(0, bytes.length);
    return bytes.length === 3 && this.format.bitsPerPixel === 32 && !this.isLowCpixel ? pixel * 256 : pixel;
  }
}
