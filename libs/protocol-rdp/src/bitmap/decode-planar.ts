import { MalformedPdu } from '../wire/malformed-pdu.js';

/** The first byte of the stream (MS-RDPEGDI section 2.2.2.5.1). */
const lossLevel = 0x07;
const hasSmallChroma = 0x08;
const isRunLength = 0x10;
const hasNoAlpha = 0x20;

/** Used again for each bitmap; decoding is synchronous, and each thread has its own. */
let plane = new Uint8Array(64 * 64);

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
  if (plane.length < total) plane = new Uint8Array(total);
  let at = 1;
  if (!(head & hasNoAlpha))
    at = head & isRunLength ? readRuns(data, at, width, height) : pastRaw(data, at, total);
  for (let shift = 0; shift < 24; shift += 8) {
    if (head & isRunLength) {
      at = readRuns(data, at, width, height);
      addPlane(plane, 0, total, shift, out);
    } else {
      const next = pastRaw(data, at, total);
      addPlane(data, at, total, shift, out);
      at = next;
    }
  }
}

function addPlane(from: Uint8Array, start: number, total: number, shift: number, out: Uint32Array): void {
  if (shift === 0) for (let pixel = 0; pixel < total; pixel += 1) out[pixel] = from[start + pixel]!;
  else
    for (let pixel = 0; pixel < total; pixel += 1) out[pixel] = out[pixel]! | (from[start + pixel]! << shift);
}

function pastRaw(data: Uint8Array, at: number, total: number): number {
  if (at + total > data.length) throw cutOff();
  return at + total;
}

/** Section 3.1.9.2.3: one plane, into `plane`. Gives the place after it. */
function readRuns(data: Uint8Array, start: number, width: number, height: number): number {
  const end = data.length;
  const values = plane;
  let at = start;
  let to = 0;
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
        for (; run > 0; run -= 1, to += 1) values[to] = values[to - width]! + value;
      }
    }
  }
  return at;
}

function cutOff(): MalformedPdu {
  return new MalformedPdu('a planar bitmap is cut off');
}
