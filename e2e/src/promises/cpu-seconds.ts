import { readFileSync } from 'node:fs';

/** Clock ticks of a second on Linux, whatever the kernel's own HZ is. */
const ticksPerSecond = 100;

/** CPU seconds, user and system, of these processes and of their children that have ended. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticksOf(pid), 0) / ticksPerSecond;
}

/** Ids of all processes whose ancestors include `pid`, itself included. */
export function withDescendants(pid: number): number[] {
  const found = [pid];
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    for (const child of children === '' ? [] : children.split(' '))
      found.push(...withDescendants(Number(child)));
  } catch {
    // It ended while it was looked at.
  }
  return found;
}

export function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

function ticksOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold blanks: fields are counted from behind it (proc(5)).
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0);
  } catch {
    return 0;
  }
}
