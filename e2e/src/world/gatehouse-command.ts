import { join } from 'node:path';
import { repositoryRoot } from './repository-root.js';
import type { RunningGateway } from './start-gateway-process.js';
import { WatchedProcess } from './watched-process.js';

/** Runs the `gatehouse` command as an operator at the machine would. */
export async function runGatehouse(
  gateway: RunningGateway,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const command = new WatchedProcess(
    process.execPath,
    [join(repositoryRoot, 'apps/cli/dist/main.js'), ...args],
    {
      cwd: repositoryRoot,
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', DATA_DIR: gateway.dataDirectory },
    },
  );
  const { code } = await command.ended;
  return { code, output: command.output };
}
