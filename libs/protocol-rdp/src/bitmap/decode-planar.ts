import { MalformedPdu } from '../wire/malformed-pdu.js';

/** The first byte of the stream (MS-RDPEGDI section 2.2.2.5.1). */
const lossLevel = 0x07;
const hasSmallChroma = 0x08;
const isRunLength = 0x10;
const hasNoAlpha = 0x20;

/** Three planes, used again for each bitmap; decoding is synchronous, and each thread has its own. */
let planes = new Uint8Array(3 * 64 * 64);

/**
 * RDP 6.0 bitmap compression (MS-RDPEGDI sections 2.2.2.5.1 and 3.1.9). Gives exactly `width * height` pixels as `Surface` has
 * them, into the beginning of `out`, rows from the bottom. An alpha plane is read over. Colour loss and small chroma planes
 * are refused: a client has to ask for them, and ours does not. @throws MalformedPdu.
 */
export function decodePlanar(data: Uint8Array, width: number, height: number, out: Uint32Array): void {
  const total = width * height;
  const head = data[0];
  if (head === undefined) throw new MalformedPdu('a planar bitmap is empty');
  if (head & (lossLevel | hasSmallChroma))
    throw new MalformedPdu('a planar bitmap was made with a loss of colours that nobody asked for');
  if (planes.length < 3 * total) planes = new Uint8Array(3 * total);
  let at = 1;
  if (head & isRunLength) {
    if (!(head & hasNoAlpha)) at = skipRuns(data, at, width, height);
    const red = at;
    at = readRuns(data, red, 0, width, height);
    // A plane follows from its bytes alone, so three times the same bytes are three times the same plane: a picture in grey.
    if (isRepeatedTwice(data, red, at)) return shade(planes, total, out);
    for (let channel = 1; channel < 3; channel += 1) at = readRuns(data, at, channel * total, width, height);
    combine(planes, 0, total, out);
  } else {
    if (!(head & hasNoAlpha)) at += total;
    if (at + 3 * total > data.length) throw cutOff();
    combine(data, at, total, out);
  }
}

/** True when the bytes from `start` to `end` stand in `data` twice more behind them. */
function isRepeatedTwice(data: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (end + 2 * length > data.length) return false;
  for (let at = start; at < end; at += 1)
    if (data[at] !== data[at + length] || data[at] !== data[at + 2 * length]) return false;
  return true;
}

function shade(grey: Uint8Array, total: number, out: Uint32Array): void {
  for (let at = 0; at < total; at += 1) out[at] = grey[at]! * 0x01_01_01;
}

function combine(from: Uint8Array, red: number, total: number, out: Uint32Array): void {
  const green = red + total;
  const blue = green + total;
  for (let at = 0; at < total; at += 1)
    out[at] = from[red + at]! | (from[green + at]! << 8) | (from[blue + at]! << 16);
}

/** Section 3.1.9.2.3: one plane, into `planes` from `plane` on. Gives the place in `data` after it. */
function readRuns(data: Uint8Array, start: number, plane: number, width: number, height: number): number {
  const end = data.length;
  const values = planes;
  let at = start;
  let to = plane;
  for (let row = 0; row < height; row += 1) {
    const stop = to + width;
    // The first line holds values, each other line what has changed from the one before.
    let value = 0;
    while (to < stop) {
      if (at >= end) throw cutOff();
      const control = data[at]!;
      at += 1;
      let run = control & 0x0f;
      let raw = control >> 4;
      if (run === 1 || run === 2) {
        run = run * 16 + raw;
        raw = 0;
      }
      if (run + raw === 0) throw new MalformedPdu('a planar bitmap holds an empty segment');
      if (to + raw + run > stop)
        throw new MalformedPdu('a planar bitmap holds a segment that leaves its line');
      if (at + raw > end) throw cutOff();
      if (row === 0) {
        for (; raw > 0; raw -= 1, at += 1, to += 1) {
          value = data[at]!;
          values[to] = value;
        }
        for (; run > 0; run -= 1, to += 1) values[to] = value;
      } else {
        for (; raw > 0; raw -= 1, at += 1, to += 1) {
          const coded = data[at]!;
          value = coded & 1 ? ~(coded >> 1) : coded >> 1;
          values[to] = values[to - width]! + value;
        }
        if (value === 0 && run > 15) {
          values.copyWithin(to, to - width, to - width + run);
          to += run;
        } else for (; run > 0; run -= 1, to += 1) values[to] = values[to - width]! + value;
      }
    }
  }
  return at;
}

/** A plane of which only the end is wanted, judged as `readRuns` does. */
function skipRuns(data: Uint8Array, start: number, width: number, height: number): number {
  let at = start;
  for (let row = 0; row < height; row += 1)
    for (let left = width; left > 0;) {
      if (at >= data.length) throw cutOff();
      const control = data[at]!;
      at += 1;
      let run = control & 0x0f;
      let raw = control >> 4;
      if (run === 1 || run === 2) {
        run = run * 16 + raw;
        raw = 0;
      }
      if (run + raw === 0) throw new MalformedPdu('a planar bitmap holds an empty segment');
      left -= raw + run;
      if (left < 0) throw new MalformedPdu('a planar bitmap holds a segment that leaves its line');
      at += raw;
      if (at > data.length) throw cutOff();
    }
  return at;
}

function cutOff(): MalformedPdu {
  return new MalformedPdu('a planar bitmap is cut off');
}
