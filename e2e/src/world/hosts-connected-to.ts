import { execFileSync } from 'node:child_process';
import { sessionHostsOf } from './session-hosts-of.js';
import type { RunningGateway } from './start-gateway-process.js';

/** Process ids of the session hosts that hold a connection to this port now, which is what running a session there takes. */
export function hostsConnectedTo(gateway: RunningGateway, port: number): number[] {
  const sockets = execFileSync(
    'ss',
    ['-H', '-t', '-n', '-p', 'state', 'established', 'dport', '=', `:${port}`],
    { encoding: 'utf8' },
  );
  const holders = new Set([...sockets.matchAll(/pid=(\d+)/g)].map(([, pid]) => Number(pid)));
  return sessionHostsOf(gateway).filter((pid) => holders.has(pid));
}
