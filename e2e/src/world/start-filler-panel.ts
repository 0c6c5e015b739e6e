import { join } from 'node:path';
import { repositoryRoot } from './repository-root.js';
import { WatchedProcess } from './watched-process.js';

export const fillerPanelPassword = 'drehmome';

export interface RunningFillerPanel {
  readonly port: number;
  stop(): Promise<void>;
}

/** The panel of the demo plant, as it is built, on a free port of loopback: a machine's screen worth a picture. */
export async function startFillerPanel(): Promise<RunningFillerPanel> {
  const built = join(repositoryRoot, 'apps/gateway/dist/demo/filler-panel/panel-server.js');
  const script = `import { startFillerPanel } from ${JSON.stringify(built)};
const panel = await startFillerPanel({ password: ${JSON.stringify(fillerPanelPassword)}, port: 0 });
console.log('port', panel.port);`;
  const running = new WatchedProcess(process.execPath, ['--input-type=module', '-e', script]);
  const [, port] = await running.untilOutput(/^port (\d+)$/m);
  return { port: Number(port), stop: async () => void (await running.stop('SIGKILL')) };
}
