import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';

/** Who a test logs in as at the target. */
export interface TargetAccount {
  readonly name: string;
  /** Null when the account is the tester's own: it is then entered with a key only. */
  readonly password: string | null;
  readonly uid: number;
  readonly gid: number;
  remove(): void;
}

/** As root a new system account with a random password, removed again; otherwise the account that runs the tests. */
export function makeTargetAccount(home: string): TargetAccount {
  const self = userInfo();
  if (self.uid !== 0)
    return { name: self.username, password: null, uid: self.uid, gid: self.gid, remove: () => undefined };
  const name = `gatehouse-target-${randomBytes(3).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  patiently(() =>
    execFileSync('/usr/sbin/useradd', [
      '--system',
      '--home-dir',
      home,
      '--no-create-home',
      '--shell',
      '/bin/sh',
      name,
    ]),
  );
  patiently(() => execFileSync('/usr/sbin/chpasswd', [], { input: `${name}:${password}\n` }));
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return {
    name,
    password,
    uid: id('-u'),
    gid: id('-g'),
    remove: () => patiently(() => execFileSync('/usr/sbin/userdel', ['--force', name], { stdio: 'ignore' })),
  };
}

/** The account files are locked while somebody else changes them. */
function patiently(change: () => unknown): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      change();
      return;
    } catch (error) {
      if (attempt === 20) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}
