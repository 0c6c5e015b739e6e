import type { FileRights } from './file-rights.js';
import { shellWords } from './shell-words.js';
import { mostPathBytes } from './wire-path.js';

/** The far half of a legacy copy (`scp -O`), as a client asks for it by exec. */
export interface ScpCommand {
  /** `in`: the machine receives (`-t`); `out`: it sends (`-f`). */
  readonly direction: 'in' | 'out';
  readonly isRecursive: boolean;
  readonly keepsTimes: boolean;
  readonly isIntoFolder: boolean;
  readonly isVerbose: boolean;
  /** One path at the machine, in UTF-8. */
  readonly path: string;
}

/**
 * Recognises `scp [-r] [-p] [-d] [-v] (-t|-f) [--] PATH` and nothing else. Null for every other command, also for one
 * that a shell would expand: that is an exec, and needs the right to it.
 */
export function parseScpCommand(command: string): ScpCommand | null {
  const words = shellWords(command);
  if (words === null || words[0] !== 'scp') return null;
  let at = 1;
  let letters = '';
  for (; at < words.length && /^-[rpdvtf]+$/.test(words[at] ?? ''); at++) letters += words[at]!.slice(1);
  const isEnded = words[at] === '--';
  if (isEnded) at += 1;
  const path = words[at];
  if (path === undefined || at !== words.length - 1 || path === '') return null;
  if (!isEnded && path.startsWith('-')) return null;
  if (Buffer.byteLength(path) > mostPathBytes) return null;
  const [receives, sends] = [letters.includes('t'), letters.includes('f')];
  if (receives === sends) return null;
  return {
    direction: receives ? 'in' : 'out',
    isRecursive: letters.includes('r'),
    keepsTimes: letters.includes('p'),
    isIntoFolder: letters.includes('d'),
    isVerbose: letters.includes('v'),
    path,
  };
}

/**
 * The command that goes to the target instead of the client's own, built from its parts: no character of the path
 * means anything to a shell. A plain path stays unquoted, for targets whose shell knows no single quotes.
 */
export function rebuildScpCommand(command: ScpCommand): string {
  const options = [
    command.isVerbose ? '-v' : '',
    command.isRecursive ? '-r' : '',
    command.keepsTimes ? '-p' : '',
    command.isIntoFolder ? '-d' : '',
    command.direction === 'in' ? '-t' : '-f',
    command.path.startsWith('-') ? '--' : '',
  ].filter((option) => option !== '');
  return `scp ${options.join(' ')} ${quoted(command.path)}`;
}

/** Why rights do not cover this copy; null when they do. The text is for the person who asked. */
export function refuseScp(command: ScpCommand, rights: FileRights): string | null {
  const reach = rights[command.direction];
  if (reach === null)
    return command.direction === 'in'
      ? 'this access does not include files to the machine'
      : 'this access does not include files from the machine';
  if (reach !== 'anywhere')
    return 'this access is bound to folders, which scp -O cannot be held to: use sftp, or scp without -O';
  return null;
}

function quoted(path: string): string {
  return /^[A-Za-z0-9_.,:@%+=/-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
