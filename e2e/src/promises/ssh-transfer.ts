import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { sshArguments } from '../world/ssh-client.js';
import { cpuSeconds, nameOf } from './cpu-seconds.js';
import type { PathWorld } from './path/path-world.js';
import { secondsOf } from './ssh-lines.js';

export type Direction = 'down' | 'up';

/** Where a transfer goes through, all to the same file on the same target. */
export type Way =
  | { readonly name: 'direct' }
  /** @param command what an account on the bastion runs to reach the target, from `prepareBastion`. */
  | { readonly name: 'nested'; readonly command: string }
  | { readonly name: 'gateway' }
  | { readonly name: 'unrecorded'; readonly port: number };

/** Makes the file that is carried; random bytes, so that neither side can compress it. */
export function makeBulkFile(world: Pick<PathWorld, 'sshd'>, mebibytes: number): string {
  const file = join(world.sshd.home, 'bulk.bin');
  for (let written = 0; written < mebibytes; written += 16) appendFileSync(file, randomBytes(16 << 20));
  chmodSync(file, 0o644);
  return file;
}

/** Seconds from the moment the far command runs to the end of `ssh`. */
export async function transferSeconds(
  world: PathWorld,
  carried: {
    readonly way: Way;
    readonly direction: Direction;
    readonly file: string;
    readonly cipher: string;
    /** For what `ssh` needs beside it. */
    readonly folder: string;
  },
): Promise<number> {
  const { way, direction, file, cipher, folder } = carried;
  const remote = direction === 'down' ? `echo go >&2; cat ${file}` : 'echo go >&2; cat > /dev/null';
  const input = direction === 'up' ? file : '/dev/null';
  const options = [`Ciphers=${cipher}`];
  if (way.name === 'gateway') {
    const { vendor, key, user } = world.nextVendor();
    const answers = [await vendor.authenticator.nextCode()];
    const to = { port: world.gateway.sshPort, user, keyFile: key.file, answers, options };
    return secondsOf(sshArguments(to, folder), remote, input);
  }
  const sshd = way.name === 'nested' ? world.bastion : world.sshd;
  const port = way.name === 'unrecorded' ? way.port : sshd.port;
  const to = { port, user: sshd.account.name, keyFile: sshd.clientKeyFile, options };
  const line = way.name === 'nested' ? `${way.command} '${remote}'` : remote;
  return secondsOf(sshArguments(to, folder), line, input);
}

/** CPU so far of the gateway's processes without its database. */
export function gatewayCpu(world: PathWorld): number {
  return cpuSeconds(world.gateway.processTree().filter((pid) => !nameOf(pid).startsWith('postgres')));
}
