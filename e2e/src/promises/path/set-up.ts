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
  const direct: number[] = [];
  const gateway: number[] = [];
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
    direct.push(plain.tookMs);
    gateway.push(guarded.tookMs);
  }
  return [
    figure('speed', {
      id: 'set-up-of-direct',
      what: '`ssh host true` with key and code, against direct with a key, median',
      unit: 'times',
      value: median(gateway) / median(direct),
      goal: '<= 2',
      rounds,
      reference: `direct ${Math.round(median(direct))} ms, gateway ${Math.round(median(gateway))} ms; ssh bastion ssh target measured 1.96 times`,
    }),
  ];
}
