/** One BER element: tag of one byte, or two as `0x7f65`, definite length, content. */
export function berElement(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([
    Buffer.from(tag > 0xff ? [tag >> 8, tag & 0xff] : [tag]),
    berLength(length),
    ...content,
  ]);
}

/** 0 to 2^32 - 1, in the fewest bytes. */
export function berInteger(value: number, tag = 0x02): Buffer {
  const bytes = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
  while (bytes.length > 1 && bytes[0] === 0 && bytes[1]! < 0x80) bytes.shift();
  return berElement(tag, Buffer.from(value > 0x7fffffff ? [0, ...bytes] : bytes));
}

export function berBoolean(value: boolean): Buffer {
  return berElement(0x01, Buffer.from([value ? 0xff : 0]));
}

function berLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x100) return Buffer.from([0x81, length]);
  return Buffer.from([0x82, length >> 8, length & 0xff]);
}
