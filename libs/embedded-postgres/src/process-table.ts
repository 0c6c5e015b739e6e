import { readFileSync } from 'node:fs';

/** True while the process runs. A zombie, which answers signals but holds nothing, counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const status = readProc(pid, 'stat');
  return status === null || !/^\d+ \(.*\) Z/s.test(status);
}

/**
 * True when the process is a PostgreSQL serving exactly this data folder. After a reboot the number in a lock
 * file may belong to anything; where there is no /proc to ask, a live process is taken for ours.
 */
export function servesData(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  const commandLine = readProc(pid, 'cmdline');
  if (commandLine === null) return true;
  const [program, ...args] = commandLine.split('\0');
  return /(^|\/)postgres$/.test(program ?? '') && args.includes(data);
}

function readProc(pid: number, file: 'stat' | 'cmdline'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
