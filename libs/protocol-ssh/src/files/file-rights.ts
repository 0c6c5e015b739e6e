import { isWithin, normalisedPath, wirePathOf } from './wire-path.js';
import type { WirePath } from './wire-path.js';

/** Where one direction may go: everywhere, below some folders, or (null) nowhere. */
export type FileReach = readonly WirePath[] | 'anywhere' | null;

export interface FileRights {
  /** To the machine: whatever changes something there. */
  readonly in: FileReach;
  /** From the machine: whatever reads content. */
  readonly out: FileReach;
}

/**
 * What the rights of a grant (`files-in`, `files-out`, each alone or as `files-in:/folder`) say about files. A right
 * whose folder is not an absolute path covers nothing.
 */
export function fileRightsOf(rights: readonly string[]): FileRights {
  return { in: reachOf(rights, 'files-in'), out: reachOf(rights, 'files-out') };
}

function reachOf(rights: readonly string[], kind: 'files-in' | 'files-out'): FileReach {
  if (rights.includes(kind)) return 'anywhere';
  const folders = rights
    .filter((right) => right.startsWith(`${kind}:`))
    .map((right) => wirePathOf(right.slice(kind.length + 1)));
  const absolute = folders.filter((folder) => folder.startsWith('/') && !folder.includes('\0'));
  return absolute.length > 0 ? absolute.map(normalisedPath) : null;
}

/** True when some direction is bound to folders, so that every path must be resolved before it is judged. */
export function areLimited(rights: FileRights): boolean {
  return isBound(rights.in) || isBound(rights.out);
}

function isBound(reach: FileReach): reach is readonly WirePath[] {
  return reach !== null && reach !== 'anywhere';
}

/** Where one may look around: wherever either direction may go. */
export function lookReach(rights: FileRights): FileReach {
  if (rights.in === 'anywhere' || rights.out === 'anywhere') return 'anywhere';
  return rights.in === null && rights.out === null ? null : [...(rights.in ?? []), ...(rights.out ?? [])];
}

/** The folder itself counts. The path is normalised. */
export function covers(reach: FileReach, path: WirePath): boolean {
  return reach === 'anywhere' || (reach?.some((folder) => isWithin(path, folder)) ?? false);
}

/** Something in the folder, not the folder itself: removing or moving that is a change of the folder around it. */
export function coversInside(reach: FileReach, path: WirePath): boolean {
  return (
    reach === 'anywhere' || (reach?.some((folder) => path !== folder && isWithin(path, folder)) ?? false)
  );
}

/** True for a folder on the way to one that is covered: it may be walked through, not listed. */
export function leadsTo(reach: FileReach, path: WirePath): boolean {
  return isBound(reach) && reach.some((folder) => isWithin(folder, path));
}
