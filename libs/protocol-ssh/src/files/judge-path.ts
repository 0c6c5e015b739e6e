import { covers, coversInside, leadsTo, lookReach } from './file-rights.js';
import type { FileReach, FileRights } from './file-rights.js';
import { openFlags, statusCodes } from './sftp-numbers.js';
import type { StatusCode } from './sftp-numbers.js';
import type { SftpOperation } from './sftp-request.js';
import type { WirePath } from './wire-path.js';

export interface Refusal {
  readonly code: StatusCode;
  /** Plain ASCII, for the client and for the record. */
  readonly why: string;
}

/** What an operation on a path takes. */
export interface PathNeed {
  readonly reads: boolean;
  readonly writes: boolean;
  /** A link as the last part is followed by the target. */
  readonly follows: boolean;
  /** May also be asked of the folders that lead to a covered one. */
  readonly onTheWay: boolean;
}

const look = { reads: false, writes: false, follows: true, onTheWay: false } as const;
const change = { reads: false, writes: true, follows: false, onTheWay: false } as const;

/** Null for an operation that names no path. */
export function needOf(operation: SftpOperation): PathNeed | null {
  switch (operation.op) {
    case 'open': {
      const { flags } = operation;
      const { write, append, create, truncate, exclusive } = openFlags;
      return {
        // No direction at all is opened for reading by OpenSSH.
        reads: (flags & openFlags.read) !== 0 || (flags & write) === 0,
        writes: (flags & (write | append | create | truncate | exclusive)) !== 0,
        follows: true,
        onTheWay: false,
      };
    }
    case 'stat':
    case 'realpath':
      return { ...look, onTheWay: true };
    case 'lstat':
      return { ...look, follows: false, onTheWay: true };
    case 'opendir':
    case 'statvfs':
    case 'expand-path':
      return look;
    case 'readlink':
      return { ...look, follows: false };
    case 'setstat':
      return { ...change, follows: true };
    case 'lsetstat':
    case 'remove':
    case 'rmdir':
    case 'mkdir':
    case 'rename':
    case 'posix-rename':
    case 'hardlink':
    case 'symlink':
      return change;
    default:
      return null;
  }
}

/** Whether the right is there at all, whatever the path. */
export function refuseByRight(rights: FileRights, need: PathNeed): Refusal | null {
  if (need.reads && rights.out === null) return denied('this access does not include files from the machine');
  if (need.writes && rights.in === null) return denied('this access does not include files to the machine');
  if (lookReach(rights) === null) return denied('this access includes no files');
  return null;
}

/** Whether the right reaches this path. The path is normalised; nothing is asked of the target. */
export function refuseByPlace(rights: FileRights, need: PathNeed, path: WirePath): Refusal | null {
  const reach: FileReach = lookReach(rights);
  const isCovered =
    need.reads || need.writes
      ? (!need.reads || covers(rights.out, path)) && (!need.writes || coversInside(rights.in, path))
      : covers(reach, path) || (need.onTheWay && leadsTo(reach, path));
  return isCovered ? null : denied('outside of the folders of this access');
}

/**
 * A move can lay something into a folder that may be read, or become the folder on the way to it. Only what may be
 * read already may be moved there. Both paths are resolved.
 */
export function refuseByMove(rights: FileRights, from: WirePath, to: WirePath): Refusal | null {
  if (rights.out === 'anywhere' || rights.out === null) return null;
  const becomesReadable = covers(rights.out, to) || leadsTo(rights.out, to);
  return becomesReadable && !covers(rights.out, from)
    ? denied('it would become readable, which this access does not include')
    : null;
}

export function denied(why: string): Refusal {
  return { code: statusCodes.permissionDenied, why };
}
