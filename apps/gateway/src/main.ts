import { readConfig } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import { printWelcome } from './print-welcome.js';
import { seedDemoPlant } from './demo/seed-demo-plant.js';
import { startGateway } from './start-gateway.js';
import type { RunningGateway } from './start-gateway.js';

// The handlers stand before anything starts: a signal during the start must not leave a database behind.
const abort = new AbortController();
let running: RunningGateway | undefined;
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => abort.abort(new Error(name)));

try {
  const config = readConfig(process.env, process.argv.slice(2));
  running = await startGateway(config, abort.signal);
  const demo = config.demo ? await seedDemoPlant(running) : null;
  await printWelcome(running, demo);
  if (!abort.signal.aborted)
    await new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve()));
  console.log('Gatehouse is stopping: sessions are told, recordings are closed.');
  await demo?.stop();
  await running.stop();
  console.log('Gatehouse has stopped.');
  process.exit(0);
} catch (error) {
  await running?.stop().catch(() => undefined);
  if (abort.signal.aborted) process.exit(0);
  if (error instanceof ConfigError) {
    console.error(`Gatehouse cannot start: ${error.message}`);
    process.exit(78);
  }
  console.error('Gatehouse cannot start:', error);
  process.exit(1);
}
