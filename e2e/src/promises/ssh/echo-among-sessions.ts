import { openEchoPair } from '../echo-pair.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import type { PathWorld } from '../path/path-world.js';
import { sshArguments } from '../../world/ssh-client.js';
import { temporaryFolder } from '../../world/temporary-folder.js';
import { WatchedProcess } from '../../world/watched-process.js';
import { median, percentile } from '../statistics.js';
import { keepBusy, openTerminals } from './background-terminals.js';

const busySessions = 99;

/** A keystroke's way there and back alone, beside a session at line rate, and among a hundred busy sessions. */
export async function measureEchoAmongSessions(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const keys = options.long ? 3000 : 600;
  const pair = await openEchoPair(world);
  const open: (() => Promise<void> | void)[] = [() => pair.end()];
  try {
    const alone = await pair.type(keys);
    options.say('echo beside a session at line rate');
    const stopBulk = await downloadForEver(world);
    const besideBulk = await pair.type(keys).finally(stopBulk);
    options.say(`echo among ${busySessions} busy sessions`);
    const terminals = await openTerminals(world, busySessions);
    open.push(() => terminals.forEach((terminal) => terminal.close()));
    open.push(keepBusy(terminals));
    const amongBusy = await pair.type(keys);
    return figures(alone, besideBulk, amongBusy, keys);
  } finally {
    for (const close of open.reverse()) await close();
  }
}

/** Milliseconds from each key to its echo. */
interface Took {
  readonly direct: number[];
  readonly gateway: number[];
}

function figures(alone: Took, besideBulk: Took, amongBusy: Took, keys: number): MeasuredFigure[] {
  return [
    ...added('1', 'with 1 session', alone, keys),
    ...added('100', 'with 100 busy sessions', amongBusy, keys),
    figure('speed', {
      group: 'ssh',
      id: 'ssh-echo-beside-line-rate-of-idle',
      what: 'keystroke echo beside a download at line rate, median, against the echo without it',
      unit: 'times',
      value: median(besideBulk.gateway) / median(alone.gateway),
      goal: '<= 3',
      rounds: keys,
      reference: `gateway ${times(alone.gateway)} alone, ${times(besideBulk.gateway)} beside it; direct ${times(alone.direct)} and ${times(besideBulk.direct)} (p50, p99)`,
    }),
  ];
}

function added(id: '1' | '100', words: string, took: Took, rounds: number): MeasuredFigure[] {
  const reference = `direct ${times(took.direct)}, gateway ${times(took.gateway)} (p50, p99)`;
  const one = (share: number, goal: string): MeasuredFigure =>
    figure('speed', {
      group: 'ssh',
      id: `ssh-echo-added-p${share * 100}-${id}`,
      what: `keystroke echo added ${words}, ${share === 0.5 ? 'median' : '99th percentile'}`,
      unit: 'ms',
      value: percentile(took.gateway, share) - percentile(took.direct, share),
      goal,
      rounds,
      reference,
    });
  return [one(0.5, '<= 0.5'), one(0.99, '<= 10')];
}

function times(samples: readonly number[]): string {
  return `${median(samples).toFixed(2)} and ${percentile(samples, 0.99).toFixed(1)} ms`;
}

/** Another technician's download through the gateway, as fast as it goes. */
async function downloadForEver(world: PathWorld): Promise<() => Promise<void>> {
  const folder = temporaryFolder('line-rate');
  const { vendor, key, user } = world.nextVendor();
  const answers = [await vendor.authenticator.nextCode()];
  const { args, environment } = sshArguments(
    {
      port: world.gateway.sshPort,
      user,
      keyFile: key.file,
      answers,
      options: ['Ciphers=aes128-gcm@openssh.com'],
    },
    folder.path,
  );
  const ssh = new WatchedProcess('ssh', [...args, 'echo go >&2; exec cat /dev/zero'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...environment },
  });
  await ssh.untilOutput(/go\n/);
  return async () => {
    await ssh.stop();
    folder.remove();
  };
}
