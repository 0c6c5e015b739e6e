import { startGatewayProcess } from '../../world/start-gateway-process.js';
import type { RunningGateway } from '../../world/start-gateway-process.js';
import { untilSealed } from '../../world/recorded-streams.js';
import { openAccess } from '../../world/request-and-approve.js';
import { TerminalClient, TerminalRefused } from '../../world/terminal-client.js';
import { pause, waitUntil } from '../../world/wait-until.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import type { PathWorld } from './path-world.js';

/** The whole gateway is killed under a live session and started again: when are all recordings sealed? Runs last. */
export async function measureSealingAfterRestart(
  world: PathWorld,
  _options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const grant = await openAccess(world.plant);
  // The measurement before killed the session hosts; their successors may still be on their way.
  const client = await waitUntil('a session host is there', () =>
    TerminalClient.connect(world.plant.vendor, grant).catch((error: unknown) => {
      if (error instanceof TerminalRefused && error.ended.code === 'GH-STALE') return null;
      throw error;
    }),
  );
  const { sessionId } = await client.ready();
  client.type('while :; do date; sleep 0.01; done\n');
  await pause(1_000);
  killWhole(world.gateway);
  await client.closed;
  const again = await startGatewayProcess({
    dataDirectory: world.gateway.dataDirectory,
    ports: { http: world.gateway.httpPort, ssh: world.gateway.sshPort },
  });
  const began = performance.now();
  try {
    await untilSealed(world.plant.auditor, sessionId, 60_000);
  } finally {
    await again.stop();
  }
  return [
    figure('speed', {
      id: 'sealing-after-restart',
      what: 'gateway serving again after kill -9 to recording sealed',
      unit: 's',
      value: (performance.now() - began) / 1000,
      goal: '<= 30',
      rounds: 1,
      reference: 'Teleport ~2100 s',
    }),
  ];
}

/** Everything but the database, which outlives the gateway and is adopted. */
function killWhole(gateway: RunningGateway): void {
  process.kill(gateway.process.pid, 'SIGKILL');
}
