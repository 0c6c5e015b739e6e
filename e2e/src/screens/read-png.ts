import { inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, rows from the top. */
  readonly rgb: Buffer;
}

/** Reads what a browser's screenshot is: 8 bits, RGB or RGBA, not interlaced (PNG third edition, sections 5 to 9). */
export function readPng(png: Buffer): Picture {
  const parts: Buffer[] = [];
  let width = 0;
  let height = 0;
  let channels = 0;
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      width = data.readUInt32BE(0);
      height = data.readUInt32BE(4);
      channels = data[9] === 2 ? 3 : data[9] === 6 ? 4 : 0;
      if (data[8] !== 8 || channels === 0 || data[12] !== 0) throw new Error('not a picture of this kind');
    }
    if (type === 'IDAT') parts.push(data);
    at += length + 12;
  }
  return {
    width,
    height,
    rgb: dropAlpha(unfilter(inflateSync(Buffer.concat(parts)), width, height, channels), channels),
  };
}

function unfilter(raw: Buffer, width: number, height: number, channels: number): Buffer {
  const stride = width * channels;
  const out = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)] ?? 0;
    const from = row * (stride + 1) + 1;
    const to = row * stride;
    for (let column = 0; column < stride; column += 1) {
      const left = column >= channels ? (out[to + column - channels] ?? 0) : 0;
      const up = row > 0 ? (out[to + column - stride] ?? 0) : 0;
      const corner = row > 0 && column >= channels ? (out[to + column - stride - channels] ?? 0) : 0;
      out[to + column] = (raw[from + column] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      return 0;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function dropAlpha(pixels: Buffer, channels: number): Buffer {
  if (channels === 3) return pixels;
  const rgb = Buffer.alloc((pixels.length / 4) * 3);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) pixels.copy(rgb, to, from, from + 3);
  return rgb;
}
