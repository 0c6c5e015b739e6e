import { readFileSync } from 'node:fs';
import { pause } from './wait-until.js';
import { sessionHostsOf } from './session-hosts-of.js';
import type { RunningGateway } from './start-gateway-process.js';

/** Bytes of memory the gateway and its session hosts hold together; the database is not counted. */
export function residentBytes(gateway: RunningGateway): number {
  return [gateway.process.pid, ...sessionHostsOf(gateway)]
    .map(residentOf)
    .reduce((sum, each) => sum + each, 0);
}

/** Looks every 100 ms while `act` runs. Gives by how much the highest look was above the one before it began. */
export async function growthDuring(gateway: RunningGateway, act: () => Promise<void>): Promise<number> {
  const before = residentBytes(gateway);
  let highest = before;
  let over = false;
  const watching = (async () => {
    while (!over) {
      highest = Math.max(highest, residentBytes(gateway));
      await pause(100);
    }
  })();
  try {
    await act();
  } finally {
    over = true;
    await watching;
  }
  return Math.max(highest, residentBytes(gateway)) - before;
}

/** Bytes of memory one process holds; 0 once it is gone. */
export function residentOf(pid: number): number {
  try {
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return Number(pages) * 4096;
  } catch {
    return 0;
  }
}
