/** Room for the most that is recorded and passed on at once. */
export const batchBytes = 256 * 1024;
/** Fewer bytes are worth no buffer of this size. */
const smallestBatch = 32 * 1024;
/** Kept for the next batch, over all channels: a busy direction holds two or three at a time. */
const mostSpare = 8;

const spare: ArrayBuffer[] = [];
const lent = new WeakSet<ArrayBufferLike>();

/**
 * Puts pieces together, in a buffer that `giveBack` lets be used again. At line rate a new buffer for each batch is a
 * gigabyte of garbage for a gigabyte of data, which V8 hears of as memory in use: it then collects the whole heap
 * many times a second. Whoever does not give it back leaves it to the collector.
 */
export function joinPieces(pieces: readonly Buffer[], bytes: number): Buffer {
  if (bytes < smallestBatch || bytes > batchBytes) return Buffer.concat(pieces, bytes);
  const memory = spare.pop() ?? new ArrayBuffer(batchBytes);
  lent.add(memory);
  const batch = Buffer.from(memory, 0, bytes);
  let at = 0;
  for (const piece of pieces) at += piece.copy(batch, at);
  return batch;
}

/**
 * Nobody looks at these bytes any more. Takes any buffer; what was not lent here, or was given back before, is left
 * alone.
 */
export function giveBack(bytes: Buffer): void {
  const memory = bytes.buffer;
  if (!(memory instanceof ArrayBuffer) || !lent.delete(memory)) return;
  if (spare.length < mostSpare) spare.push(memory);
}
