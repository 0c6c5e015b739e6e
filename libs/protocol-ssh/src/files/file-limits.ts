import { lastName } from './wire-path.js';
import type { WirePath } from './wire-path.js';

/** What a policy says about files, both ways. Folders have no size and no type. */
export interface FileLimits {
  /** Null for no limit. */
  readonly mostFileBytes: number | null;
  /** Lower case with the dot, such as `.exe`. A file whose name ends so is not opened, made or named so. */
  readonly refusedEndings: readonly string[];
}

export const noFileLimits: FileLimits = { mostFileBytes: null, refusedEndings: [] };

/** The ending that a policy refuses for this name, or null. Windows drops dots and blanks at the end of a name. */
export function refusedEnding(limits: FileLimits, path: WirePath): string | null {
  const name = lastName(path)
    .replace(/[. ]+$/, '')
    .toLowerCase();
  // Windows also knows other streams of a file: `a.exe::$DATA` is `a.exe`.
  const plain = name.replace(/:.*$/, '').replace(/[. ]+$/, '');
  return limits.refusedEndings.find((ending) => name.endsWith(ending) || plain.endsWith(ending)) ?? null;
}

/** True when a byte at or after the limit would be touched. */
export function isBeyond(limits: FileLimits, end: bigint): boolean {
  return limits.mostFileBytes !== null && end > BigInt(limits.mostFileBytes);
}
