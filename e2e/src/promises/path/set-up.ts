import { runSsh } from '../../world/ssh-client.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { MeasurementOptions } from '../measurement.js';
import { median } from '../statistics.js';
import type { PathWorld } from './path-world.js';

/** The same key exchange for both: the gateway's library knows no post-quantum one, which would flatter it. */
const sameKex = ['KexAlgorithms=curve25519-sha256', 'Ciphers=aes128-gcm@openssh.com'];

/** `ssh host true`, whole: direct with a key, and through the gateway with a key and a code, by turns. */
export async function measureSetUp(world: PathWorld, options: MeasurementOptions): Promise<MeasuredFigure[]> {
  const rounds = options.long ? 30 : 7;
  const took = await timeSetUp(world, rounds);
  return [
    figure('speed', {
      id: 'set-up-of-direct',
      what: '`ssh host true` with key and code, against direct with a key, median',
      unit: 'times',
      value: median(took.gateway) / median(took.direct),
      goal: '<= 2',
      rounds,
      reference: `direct ${Math.round(median(took.direct))} ms, gateway ${Math.round(median(took.gateway))} ms; ssh bastion ssh target measured 1.96 times`,
    }),
  ];
}

/** Milliseconds of each round. */
export async function timeSetUp(
  world: PathWorld,
  rounds: number,
): Promise<{ readonly direct: number[]; readonly gateway: number[] }> {
  const took = { direct: [] as number[], gateway: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const { vendor, key, user } = world.nextVendor();
    const answers = [await vendor.authenticator.nextCode()];
    const plain = await runSsh({
      port: world.sshd.port,
      user: world.sshd.account.name,
      keyFile: world.sshd.clientKeyFile,
      command: 'true',
      options: sameKex,
    });
    const guarded = await runSsh({
      port: world.gateway.sshPort,
      user,
      keyFile: key.file,
      answers,
      command: 'true',
      options: [...sameKex, 'LogLevel=VERBOSE'],
    });
    if (plain.code !== 0 || guarded.code !== 0)
      throw new Error(
        `ssh true ended with ${plain.code} and ${guarded.code}: ${plain.stderr}${guarded.stderr}`,
      );
    took.direct.push(plain.tookMs);
    took.gateway.push(guarded.tookMs);
  }
  return took;
}
