import { deflateSync, inflateSync } from 'node:zlib';
import { readPng } from './read-png.js';
import type { Picture } from './read-png.js';
import { writeIndexedPng } from './write-indexed-png.js';

describe('pictures of screens', () => {
  it('keeps every pixel when there are few colours', () => {
    const picture = painted(40, 30, (x, y) => [x < 20 ? 14 : 233, y < 10 ? 18 : 236, 238]);
    expect(back(writeIndexedPng(picture))).toEqual(picture.rgb);
  });

  it('stays near every pixel when there are more colours than a palette holds', () => {
    const picture = painted(128, 128, (x, y) => [x * 2, y * 2, (x ^ y) & 255]);
    const rgb = back(writeIndexedPng(picture));
    const off = picture.rgb.reduce((sum, value, index) => sum + Math.abs(value - (rgb[index] ?? 0)), 0);
    expect(off / picture.rgb.length).toBeLessThan(16);
  });

  it('reads every filter of PNG', () => {
    const rows = [0, 1, 2, 3, 4].map((filter) => Buffer.from([filter, 1, 2, 3, 4, 5, 6]));
    const png = Buffer.concat([
      Buffer.alloc(8),
      chunk('IHDR', Buffer.from([0, 0, 0, 2, 0, 0, 0, 5, 8, 2, 0, 0, 0])),
      chunk('IDAT', deflateSync(Buffer.concat(rows))),
    ]);
    const rgb = [...readPng(png).rgb];
    expect(rgb.slice(0, 12)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 5, 7, 9]);
    expect(rgb.slice(12, 18)).toEqual([2, 4, 6, 9, 12, 15]);
    expect(rgb.slice(18, 24)).toEqual([2, 4, 6, 9, 13, 16]);
    expect(rgb.slice(24)).toEqual([3, 6, 9, 13, 18, 22]);
  });
});

function painted(width: number, height: number, colour: (x: number, y: number) => number[]): Picture {
  const pixels: number[] = [];
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) pixels.push(...colour(x, y));
  return { width, height, rgb: Buffer.from(pixels) };
}

/** Decodes what was written, by the standard and not by our reader. */
function back(png: Buffer): Buffer {
  const at = (type: string): Buffer => {
    const place = png.indexOf(Buffer.from(type, 'latin1'));
    return png.subarray(place + 4, place + 4 + png.readUInt32BE(place - 4));
  };
  const [header, palette, rows] = [at('IHDR'), at('PLTE'), inflateSync(at('IDAT'))];
  const width = header.readUInt32BE(0);
  const out: number[] = [];
  rows.forEach((index, place) => {
    if (place % (width + 1) !== 0) out.push(...palette.subarray(index * 3, index * 3 + 3));
  });
  return Buffer.from(out);
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  return out;
}
