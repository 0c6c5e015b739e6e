import { MalformedPdu } from '../wire/malformed-pdu.js';
import { orders } from './interleaved-orders.js';
import type { PixelFormat } from './pixel-format.js';

/**
 * Interleaved RLE (MS-RDPBCGR sections 2.2.9.1.1.3.1.2.4 and 3.1.9) at 8, 15, 16 or 24 bits per pixel. Gives exactly
 * `width * height` pixels as `format.read` does, into the beginning of `out`, rows from the bottom.
 * @throws MalformedPdu where the orders are cut off, unknown, or make more or fewer pixels than that.
 */
export function decodeInterleaved(
  data: Uint8Array,
  format: PixelFormat,
  width: number,
  height: number,
  out: Uint32Array,
): void {
  const { size, white } = format;
  const total = width * height;
  const end = data.length;
  let at = 0;
  let to = 0;
  let foreground = white;
  let isAfterBackground = false;
  let isFirstLine = true;
  while (at < end) {
    // Looked at once for each order: one that begins on the first line is carried out as if all of it lay there.
    if (isFirstLine && to >= width) {
      isFirstLine = false;
      isAfterBackground = false;
    }
    const first = data[at]!;
    const order = orders[first];
    if (!order) throw new MalformedPdu('a compressed bitmap holds an unknown order');
    at += 1;
    let length = 1;
    if (order.form === 'regular' || order.form === 'lite') {
      const short = first & (order.form === 'regular' ? 0x1f : 0x0f);
      if (short > 0) length = order.act === 'binary' ? short * 8 : short;
      else {
        if (at >= end) throw cutOff();
        const extra = order.act === 'binary' ? 1 : order.form === 'regular' ? 32 : 16;
        length = data[at]! + extra;
        at += 1;
      }
    } else if (order.form === 'long') {
      if (at + 2 > end) throw cutOff();
      length = data[at]! | (data[at + 1]! << 8);
      at += 2;
    } else if (order.act === 'binary3' || order.act === 'binary5') length = 8;
    if (order.sets) {
      if (at + size > end) throw cutOff();
      foreground = format.read(data, at);
      at += size;
    }
    if (length === 0) throw new MalformedPdu('a compressed bitmap holds an empty run');
    const stop = to + (order.act === 'dithered' ? length * 2 : length);
    if (stop > total) throw new MalformedPdu('a compressed bitmap holds more pixels than it should');
    if (order.act === 'background') {
      // Two runs in a row would have been one; so the second says that a pixel of the foreground stands between.
      if (isAfterBackground) {
        out[to] = isFirstLine ? foreground : out[to - width]! ^ foreground;
        to += 1;
      }
      if (isFirstLine) out.fill(0, to, stop);
      else for (let pixel = to; pixel < stop; pixel += 1) out[pixel] = out[pixel - width]!;
      to = stop;
      isAfterBackground = true;
      continue;
    }
    isAfterBackground = false;
    switch (order.act) {
      case 'foreground':
        if (isFirstLine) out.fill(foreground, to, stop);
        else for (let pixel = to; pixel < stop; pixel += 1) out[pixel] = out[pixel - width]! ^ foreground;
        break;
      case 'binary':
      case 'binary3':
      case 'binary5': {
        const isGiven = order.act === 'binary';
        if (isGiven && at + ((length + 7) >> 3) > end) throw cutOff();
        let mask = order.act === 'binary3' ? 0x03 : 0x05;
        for (let pixel = to; pixel < stop; pixel += 1) {
          if (isGiven && ((pixel - to) & 7) === 0) {
            mask = data[at]!;
            at += 1;
          }
          const above = isFirstLine ? 0 : out[pixel - width]!;
          out[pixel] = mask & 1 ? above ^ foreground : above;
          mask >>= 1;
        }
        break;
      }
      case 'colour': {
        if (at + size > end) throw cutOff();
        out.fill(format.read(data, at), to, stop);
        at += size;
        break;
      }
      case 'image':
        if (at + length * size > end) throw cutOff();
        for (let pixel = to; pixel < stop; pixel += 1, at += size) out[pixel] = format.read(data, at);
        break;
      case 'dithered': {
        if (at + 2 * size > end) throw cutOff();
        const [even, odd] = [format.read(data, at), format.read(data, at + size)];
        at += 2 * size;
        for (let pixel = to; pixel < stop; pixel += 2) {
          out[pixel] = even;
          out[pixel + 1] = odd;
        }
        break;
      }
      case 'white':
        out[to] = white;
        break;
      case 'black':
        out[to] = 0;
    }
    to = stop;
  }
  if (to < total) throw new MalformedPdu('a compressed bitmap holds fewer pixels than it should');
}

function cutOff(): MalformedPdu {
  return new MalformedPdu('an order of a compressed bitmap is cut off');
}
