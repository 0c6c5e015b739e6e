import { chunkFlags } from './chunk-header.js';

/**
 * Where the last whole KEY group at or before a time begins, and where it ends (exclusive): state that is large stands in
 * several KEY chunks, all but the last of which say that more follow. `[0, 0]` without one: a reader begins at the beginning.
 */
export function lastKeyGroup(
  chunks: readonly { readonly flags: number; readonly t0: number }[],
  micros = Infinity,
): [from: number, until: number] {
  const last = chunks.findLastIndex(({ flags, t0 }) => isKey(flags) && !isFollowed(flags) && t0 <= micros);
  let from = Math.max(0, last);
  while (from > 0 && isKey(chunks[from - 1]!.flags) && isFollowed(chunks[from - 1]!.flags)) from -= 1;
  return last < 0 ? [0, 0] : [from, last + 1];
}

function isKey(flags: number): boolean {
  return (flags & chunkFlags.key) !== 0;
}

function isFollowed(flags: number): boolean {
  return (flags & chunkFlags.more) !== 0;
}
