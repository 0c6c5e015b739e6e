import { readdirSync } from 'node:fs';
import { pidOfKillEar } from '../session-host/kill-ear.js';
import { serveKills } from './serve-kills.js';

// A child of the control process. It must outlive a control process that is stuck, stopped or killed, as long as
// there are sessions that somebody may want to stop.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

const [killDirectory = '', latchDirectory = ''] = process.argv.slice(2);
await serveKills({ killDirectory, latchDirectory });
process.send?.('ready');

process.on('disconnect', () => {
  setInterval(() => {
    const hosts = readdirSync(killDirectory).filter((name) => isAlive(pidOfKillEar(name)));
    if (hosts.length === 0) process.exit(0);
  }, 1_000);
});

function isAlive(pid: number | null): boolean {
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
