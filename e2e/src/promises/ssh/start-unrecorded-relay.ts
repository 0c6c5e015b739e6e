import { join } from 'node:path';
import { repositoryRoot } from '../../world/repository-root.js';
import { WatchedProcess } from '../../world/watched-process.js';
import type { PathWorld } from '../path/path-world.js';

export interface UnrecordedRelay {
  readonly port: number;
  stop(): Promise<void>;
}

/** The gateway's relay in a process of its own, without a recorder, in front of the same target. */
export async function startUnrecordedRelay({ sshd }: Pick<PathWorld, 'sshd'>): Promise<UnrecordedRelay> {
  const entry = join(repositoryRoot, 'e2e/dist/promises/ssh/unrecorded-relay.js');
  const relay = new WatchedProcess(process.execPath, [
    entry,
    String(sshd.port),
    sshd.clientKeyFile,
    sshd.account.name,
  ]);
  const [, port = ''] = await relay.untilOutput(/^port (\d+)$/m);
  return {
    port: Number(port),
    stop: async () => {
      await relay.stop();
    },
  };
}
