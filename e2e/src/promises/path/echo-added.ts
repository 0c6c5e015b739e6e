import type { ClientChannel } from 'ssh2';
import { connectByLibrary, execOn } from '../../world/ssh-library-client.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median, percentile } from '../statistics.js';
import type { PathWorld } from './path-world.js';

const rawCat = 'stty raw -echo; printf ready; exec cat';

/** One key at a time, direct and through the gateway by turns, so that the machine's noise meets both alike. */
export async function measureEchoAdded(
  world: PathWorld,
  options: MeasurementOptions,
): Promise<MeasuredFigure[]> {
  const keys = options.long ? 5000 : 1000;
  const direct = await connectByLibrary({
    port: world.sshd.port,
    user: world.sshd.account.name,
    privateKey: world.sshd.clientKey,
  });
  const { vendor, key, user } = world.nextVendor();
  const guarded = await connectByLibrary({
    port: world.gateway.sshPort,
    user,
    privateKey: key.privateKey,
    code: await vendor.authenticator.nextCode(),
  });
  const channels = [await execOn(direct, rawCat, true), await execOn(guarded, rawCat, true)] as const;
  for (const channel of channels) await answerOf(channel, () => undefined);
  const samples: [number[], number[]] = [[], []];
  for (let key = 0; key < keys + 50; key += 1)
    for (const side of [0, 1] as const) {
      const began = performance.now();
      await answerOf(channels[side], () => channels[side].write('k'));
      // The first ones warm both paths up.
      if (key >= 50) samples[side].push(performance.now() - began);
    }
  direct.end();
  guarded.end();
  const [plain, gateway] = samples;
  return [
    figure('speed', {
      id: 'echo-added-p50',
      what: 'keystroke echo added, median',
      unit: 'ms',
      value: median(gateway) - median(plain),
      goal: '<= 0.5',
      rounds: keys,
      reference: `direct ${median(plain).toFixed(2)} ms, gateway ${median(gateway).toFixed(2)} ms`,
    }),
    figure('speed', {
      id: 'echo-added-p99',
      what: 'keystroke echo added, 99th percentile',
      unit: 'ms',
      value: percentile(gateway, 0.99) - percentile(plain, 0.99),
      goal: '<= 10',
      rounds: keys,
      reference: `direct ${percentile(plain, 0.99).toFixed(2)} ms, gateway ${percentile(gateway, 0.99).toFixed(2)} ms`,
    }),
  ];
}

function answerOf(channel: ClientChannel, ask: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no echo within 10 s')), 10_000);
    channel.once('data', () => {
      clearTimeout(timer);
      resolve();
    });
    ask();
  });
}
