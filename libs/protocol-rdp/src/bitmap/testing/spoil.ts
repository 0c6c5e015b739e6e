import type { Draw } from './draw-from.js';

/** Bytes of which some are other ones, or fewer, or more. */
export function spoil(bytes: Buffer, draw: Draw): Buffer {
  let spoilt = Buffer.from(bytes);
  for (let changes = draw(4); changes > 0; changes -= 1) {
    const at = draw(Math.max(1, spoilt.length));
    const kind = draw(4);
    if (kind === 0) spoilt = spoilt.subarray(0, at);
    else if (kind === 1)
      spoilt = Buffer.concat([spoilt.subarray(0, at), Buffer.alloc(draw(9), draw(256)), spoilt.subarray(at)]);
    else if (kind === 2) spoilt[at] = [0, 0xff, 0xf0, 0xf8, draw(256)][draw(5)]!;
    else spoilt[at] = draw(256);
  }
  return spoilt;
}
