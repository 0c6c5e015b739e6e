import { liteOrders, longOrders, regularOrders, shortOrders } from './interleaved-orders.js';

/** A run of this many pixels is worth an order of its own, instead of bits in a binary image. */
const longRun = 20;
/** Longest extent that is looked at for a binary image. */
const longestImage = 256;

/** What could be said of the next pixels; `cost` in bytes. */
interface Choice {
  kind: 'image' | 'background' | 'foreground' | 'setForeground' | 'colour' | 'binary';
  length: number;
  cost: number;
}

/**
 * Interleaved RLE (MS-RDPBCGR section 2.2.9.1.1.3.1.2.4), greedy: at each place the order that takes fewest bytes for each pixel.
 * Invariant: an order that looks at the line above never begins on the first line and ends behind it; decoders differ there.
 */
export class InterleavedEncoder {
  /** How each pixel differs from the one above it; the line above the first one is black. */
  private changes = new Uint32Array(0);
  private pixels: Uint32Array = new Uint32Array(0);
  private out: Uint8Array = new Uint8Array(0);
  private end = 0;
  private readonly choice: Choice = { kind: 'image', length: 0, cost: 0 };

  /**
   * @param size bytes of a pixel, 2 or 3
   * @param white as it is on the wire
   */
  constructor(
    private readonly size: 2 | 3,
    private readonly white: number,
  ) {}

  /**
   * @param pixels as they are on the wire, rows from the bottom, no more than 65,535
   * @param out where the orders go
   * @returns how many bytes they take; null if there is no room for them.
   */
  encode(pixels: Uint32Array, width: number, height: number, out: Uint8Array): number | null {
    const total = width * height;
    this.compare(pixels, width, total);
    this.pixels = pixels;
    this.out = out;
    this.end = 0;
    const { choice, size } = this;
    let foreground = this.white;
    let isAfterBackground = false;
    let imageStart = 0;
    let at = 0;
    while (at < total) {
      const isFirstLine = at < width;
      if (at === width) isAfterBackground = false;
      this.choose(at, isFirstLine ? width : total, total, foreground, isAfterBackground && imageStart === at);
      const hasImage = imageStart < at;
      if (choice.kind === 'image' || choice.length * size - choice.cost < (hasImage ? 2 : 0)) {
        at += 1;
        continue;
      }
      if (hasImage && !this.writeImage(imageStart, at)) return null;
      if (this.end + choice.cost > out.length) return null;
      if (choice.kind === 'setForeground') foreground = this.changes[at]!;
      if (choice.kind === 'binary') foreground = this.writeBinary(at, foreground);
      else this.writeRun(at);
      isAfterBackground = choice.kind === 'background';
      at += choice.length;
      imageStart = at;
    }
    if (imageStart < total && !this.writeImage(imageStart, total)) return null;
    return this.end;
  }

  private compare(pixels: Uint32Array, width: number, total: number): void {
    if (this.changes.length < total) this.changes = new Uint32Array(total);
    const { changes } = this;
    for (let at = 0; at < width; at += 1) changes[at] = pixels[at]!;
    for (let at = width; at < total; at += 1) changes[at] = pixels[at]! ^ pixels[at - width]!;
  }

  /** @param lineEnd where orders that look at the line above have to end */
  private choose(
    at: number,
    lineEnd: number,
    total: number,
    foreground: number,
    isAfterBackground: boolean,
  ): void {
    const { changes, pixels, choice, size } = this;
    const change = changes[at]!;
    let run = at + 1;
    while (run < lineEnd && changes[run] === change) run += 1;
    run -= at;
    choice.kind = 'image';
    choice.length = 1;
    choice.cost = size;
    if (change === 0) {
      // Behind another background run this would be read as if a pixel of the foreground stood before it.
      if (!isAfterBackground) this.offer('background', run, runCost(run, 31));
    } else if (change === foreground) {
      this.offer('foreground', run, runCost(run, 31));
      if (isAfterBackground && run === 1 && at + 1 < lineEnd && changes[at + 1] === 0) {
        let stop = at + 2;
        while (stop < lineEnd && changes[stop] === 0) stop += 1;
        this.offer('background', stop - at, runCost(stop - at, 31));
      }
    } else this.offer('setForeground', run, runCost(run, 15) + size);
    if (run > longRun && change === 0) return;
    const colour = pixels[at]!;
    let same = at + 1;
    while (same < total && pixels[same] === colour) same += 1;
    same -= at;
    this.offer('colour', same, runCost(same, 31) + size);
    if (run < longRun) this.offerBinary(at, run, lineEnd, foreground);
  }

  /** Takes it instead if it needs fewer bytes for each pixel. */
  private offer(kind: Choice['kind'], length: number, cost: number): void {
    const { choice } = this;
    if (
      cost * choice.length > choice.cost * length ||
      (cost * choice.length === choice.cost * length && length <= choice.length)
    )
      return;
    choice.kind = kind;
    choice.length = length;
    choice.cost = cost;
  }

  /** @param run how many changes from here are the same */
  private offerBinary(at: number, run: number, lineEnd: number, foreground: number): void {
    const { changes } = this;
    const most = Math.min(lineEnd, at + longestImage);
    const colour = changes[at] === 0 ? (at + run < most ? changes[at + run]! : 0) : changes[at]!;
    if (colour === 0) return;
    let stop = at + run;
    let runStart = at;
    let last = changes[at]!;
    for (; stop < most; stop += 1) {
      const change = changes[stop]!;
      if (change !== 0 && change !== colour) break;
      if (change !== last) {
        last = change;
        runStart = stop;
      } else if (stop - runStart >= longRun) break;
    }
    // A long run at the end gets an order of its own, and so does what has not changed.
    if (runStart > at && (last === 0 || stop - runStart >= longRun)) stop = runStart;
    const length = stop - at;
    const sets = colour !== foreground;
    const cost = binaryCost(length, sets ? 15 : 31) + ((length + 7) >> 3) + (sets ? this.size : 0);
    this.offer('binary', length, cost);
  }

  private writeRun(at: number): void {
    const { choice } = this;
    const { kind, length } = choice;
    if (kind === 'background')
      this.writeHead(regularOrders.backgroundRun, 31, longOrders.backgroundRun, length);
    else if (kind === 'foreground')
      this.writeHead(regularOrders.foregroundRun, 31, longOrders.foregroundRun, length);
    else if (kind === 'colour') {
      this.writeHead(regularOrders.colourRun, 31, longOrders.colourRun, length);
      this.writePixel(this.pixels[at]!);
    } else {
      this.writeHead(liteOrders.setForegroundRun, 15, longOrders.setForegroundRun, length);
      this.writePixel(this.changes[at]!);
    }
  }

  /** Gives the foreground from here on. */
  private writeBinary(at: number, foreground: number): number {
    const { changes, out } = this;
    const { length } = this.choice;
    const stop = at + length;
    let colour = 0;
    for (let place = at; colour === 0; place += 1) colour = changes[place]!;
    const sets = colour !== foreground;
    const most = sets ? 15 : 31;
    const order = sets ? liteOrders.setBinaryImage << 4 : regularOrders.binaryImage << 5;
    if (length % 8 === 0 && length <= most * 8) this.writeByte(order | (length / 8));
    else if (length <= 256) {
      this.writeByte(order);
      this.writeByte(length - 1);
    } else this.writeLong(sets ? longOrders.setBinaryImage : longOrders.binaryImage, length);
    if (sets) this.writePixel(colour);
    for (let place = at; place < stop; place += 8) {
      let mask = 0;
      const bits = Math.min(8, stop - place);
      for (let bit = 0; bit < bits; bit += 1) if (changes[place + bit] !== 0) mask |= 1 << bit;
      out[this.end] = mask;
      this.end += 1;
    }
    return colour;
  }

  /** Pixels as they are; false if there is no room for them. */
  private writeImage(start: number, stop: number): boolean {
    const { pixels, size, white } = this;
    const length = stop - start;
    const first = pixels[start]!;
    const isSingle = length === 1 && (first === 0 || first === white);
    const cost = isSingle ? 1 : runCost(length, 31) + length * size;
    if (this.end + cost > this.out.length) return false;
    if (isSingle) this.writeByte(first === 0 ? shortOrders.black : shortOrders.white);
    else {
      this.writeHead(regularOrders.colourImage, 31, longOrders.colourImage, length);
      for (let at = start; at < stop; at += 1) this.writePixel(pixels[at]!);
    }
    return true;
  }

  /** @param most the longest run whose length fits beside the order */
  private writeHead(order: number, most: 15 | 31, long: number, length: number): void {
    const first = order << (most === 31 ? 5 : 4);
    if (length <= most) this.writeByte(first | length);
    else if (length <= most + 256) {
      this.writeByte(first);
      this.writeByte(length - most - 1);
    } else this.writeLong(long, length);
  }

  private writeLong(order: number, length: number): void {
    this.writeByte(order);
    this.writeByte(length & 0xff);
    this.writeByte(length >> 8);
  }

  private writePixel(pixel: number): void {
    const { out, end } = this;
    out[end] = pixel & 0xff;
    out[end + 1] = (pixel >> 8) & 0xff;
    if (this.size === 3) out[end + 2] = pixel >> 16;
    this.end = end + this.size;
  }

  private writeByte(value: number): void {
    this.out[this.end] = value;
    this.end += 1;
  }
}

function runCost(length: number, most: number): number {
  return length <= most ? 1 : length <= most + 256 ? 2 : 3;
}

function binaryCost(length: number, most: number): number {
  return length % 8 === 0 && length <= most * 8 ? 1 : length <= 256 ? 2 : 3;
}
