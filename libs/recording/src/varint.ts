/** Unsigned LEB128 up to 2^53 - 1. Returns the offset behind it. */
export function writeVarint(target: Buffer, offset: number, value: number): number {
  let rest = value;
  while (rest > 127) {
    target[offset++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  target[offset++] = rest;
  return offset;
}

export const maxVarintBytes = 8;

/** Undefined when the bytes end early or the number would not be exact. */
export function readVarint(source: Buffer, offset: number): { value: number; next: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let count = 0; count < maxVarintBytes; count++) {
    const byte = source[offset++];
    if (byte === undefined) return undefined;
    value += (byte & 127) * scale;
    if (byte < 128) return value <= Number.MAX_SAFE_INTEGER ? { value, next: offset } : undefined;
    scale *= 128;
  }
  return undefined;
}
