import type { ClientChannel } from 'ssh2';
import { connectByLibrary, execOn } from '../world/ssh-library-client.js';
import type { PathWorld } from './path/path-world.js';

/** A raw terminal with `cat` on the target twice: direct, and through the gateway. */
export interface EchoPair {
  /** Types `keys` keys, each on both sides by turns. Milliseconds from each key to its echo. */
  type(keys: number): Promise<{ readonly direct: number[]; readonly gateway: number[] }>;
  end(): void;
}

const rawCat = 'stty raw -echo; printf ready; exec cat';
/** They warm both paths up and are not counted. */
const leftOut = 50;

export async function openEchoPair(world: PathWorld): Promise<EchoPair> {
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
  const channels = {
    direct: await execOn(direct, rawCat, true),
    gateway: await execOn(guarded, rawCat, true),
  };
  await answerOf(channels.direct, () => undefined);
  await answerOf(channels.gateway, () => undefined);
  return {
    type: async (keys) => {
      const took = { direct: [] as number[], gateway: [] as number[] };
      for (let key = 0; key < keys + leftOut; key += 1)
        for (const side of ['direct', 'gateway'] as const) {
          const began = performance.now();
          await answerOf(channels[side], () => channels[side].write('k'));
          if (key >= leftOut) took[side].push(performance.now() - began);
        }
      return took;
    },
    end: () => {
      direct.end();
      guarded.end();
    },
  };
}

function answerOf(channel: ClientChannel, ask: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no echo within 30 s')), 30_000);
    channel.once('data', () => {
      clearTimeout(timer);
      resolve();
    });
    ask();
  });
}
