import { readFileSync } from 'node:fs';

/** A process that has ended and was not waited for yet has no command line, and counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}
