export interface Typed {
  /** Characters taken away at the end. */
  readonly erased: number;
  /** Characters that stand there instead, in order. */
  readonly added: readonly string[];
}

/**
 * What an on-screen keyboard did to a field. Such keyboards name no keys: they put words in, and take them back to put
 * better ones, so what was typed is the difference between the field before and after.
 */
export function typedSince(before: string, after: string): Typed {
  const [old, now] = [[...before], [...after]];
  let same = 0;
  while (same < old.length && same < now.length && old[same] === now[same]) same += 1;
  return { erased: old.length - same, added: now.slice(same) };
}
