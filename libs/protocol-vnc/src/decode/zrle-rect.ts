import type { Area, Surface } from '@gatehouse/desktop';
import { MalformedTarget } from '../wire/target-faults.js';
import type { RectDecoder } from './decoder.js';
import type { Inflater } from './inflater.js';
import { colourAt, fillArea, paintPixels } from './paint.js';
import { packedLength } from './zlib-rect.js';

const edge = 64;
const largestPalette = 127;

/** RFC 6143 section 7.7.6. A pixel is three bytes, since that holds all colours of the pinned format. */
export function zrleDecoder(inflater: Inflater): RectDecoder {
  return async (input, surface, area) => {
    const most = longestZrle(area);
    const bytes = await inflater.unpack(input, packedLength(await input.u32(), most), most);
    const tiles = new ZrleTiles(bytes, surface);
    for (let y = 0; y < area.height; y += edge)
      for (let x = 0; x < area.width; x += edge)
        tiles.paint({
          x: area.x + x,
          y: area.y + y,
          width: Math.min(edge, area.width - x),
          height: Math.min(edge, area.height - y),
        });
  };
}

/** A run of one pixel takes four bytes; beside that a tile has a mark and at most a whole palette. */
function longestZrle({ width, height }: Area): number {
  const tiles = Math.ceil(width / edge) * Math.ceil(height / edge);
  return width * height * 4 + tiles * (1 + largestPalette * 3);
}

class ZrleTiles {
  private at = 0;
  private readonly palette = new Uint32Array(largestPalette + 1);

  constructor(
    private readonly bytes: Buffer,
    private readonly surface: Surface,
  ) {}

  paint(tile: Area): void {
    const kind = this.bytes[this.take(1)]!;
    if (kind === 0) {
      const from = this.take(tile.width * tile.height * 3);
      paintPixels(this.surface, tile, this.bytes.subarray(from), 3);
    } else if (kind === 1) fillArea(this.surface, tile, colourAt(this.bytes, this.take(3)));
    else if (kind <= 16) this.paintPacked(tile, kind);
    else if (kind === 128) this.paintRuns(tile, 0);
    else if (kind >= 130) this.paintRuns(tile, kind - 128);
    else throw new MalformedTarget('the target sent a ZRLE tile of an unknown kind');
  }

  /** Indices of 1, 2 or 4 bits; each row begins with a byte of its own. */
  private paintPacked(tile: Area, size: number): void {
    this.readPalette(size);
    const { pixels, width: line } = this.surface;
    const bits = size === 2 ? 1 : size <= 4 ? 2 : 4;
    const rowBytes = Math.ceil((tile.width * bits) / 8);
    const start = this.take(rowBytes * tile.height);
    for (let row = 0; row < tile.height; row += 1) {
      const to = (tile.y + row) * line + tile.x;
      for (let column = 0; column < tile.width; column += 1) {
        const bit = column * bits;
        const byte = this.bytes[start + row * rowBytes + (bit >> 3)]!;
        const index = (byte >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
        pixels[to + column] = this.colour(index, size);
      }
    }
  }

  /** @param size of the palette; 0: each run has its own colour. Runs go on from row to row. */
  private paintRuns(tile: Area, size: number): void {
    if (size > 0) this.readPalette(size);
    const { pixels, width: line } = this.surface;
    let [row, column] = [0, 0];
    for (let left = tile.width * tile.height; left > 0;) {
      let colour: number;
      let length = 1;
      if (size === 0) {
        colour = colourAt(this.bytes, this.take(3));
        length = this.readRunLength(left);
      } else {
        const mark = this.bytes[this.take(1)]!;
        colour = this.colour(mark & 127, size);
        if (mark & 128) length = this.readRunLength(left);
      }
      left -= length;
      while (length > 0) {
        const part = Math.min(length, tile.width - column);
        const to = (tile.y + row) * line + tile.x + column;
        pixels.fill(colour, to, to + part);
        length -= part;
        column += part;
        if (column === tile.width) [row, column] = [row + 1, 0];
      }
    }
  }

  private readRunLength(most: number): number {
    let length = 1;
    for (;;) {
      const byte = this.bytes[this.take(1)]!;
      length += byte;
      if (length > most) throw new MalformedTarget('the target sent a run that leaves its tile');
      if (byte !== 255) return length;
    }
  }

  private readPalette(size: number): void {
    const from = this.take(size * 3);
    for (let index = 0; index < size; index += 1)
      this.palette[index] = colourAt(this.bytes, from + index * 3);
  }

  private colour(index: number, size: number): number {
    if (index >= size) throw new MalformedTarget('the target used a colour that its palette lacks');
    return this.palette[index]!;
  }

  /** Where the next bytes begin. Throws `MalformedTarget` when there are not so many. */
  private take(count: number): number {
    const from = this.at;
    if (count > this.bytes.length - from)
      throw new MalformedTarget('the target packed less than a rectangle holds');
    this.at += count;
    return from;
  }
}
