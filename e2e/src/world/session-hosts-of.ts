import { readFileSync } from 'node:fs';
import type { RunningGateway } from './start-gateway-process.js';

/** Process ids of the gateway's session hosts, the children that run sessions. */
export function sessionHostsOf(gateway: RunningGateway): number[] {
  return gateway.processTree().filter((pid) => /session-host/.test(commandOf(pid)));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
