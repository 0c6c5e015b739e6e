import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@gatehouse/kernel';
import type { DialRefusal, LentCredential } from '@gatehouse/session/plugin';
import { closeWire } from './close-wire.js';
import { dialTarget } from './dial-target.js';
import type { DialledTarget } from './dial-target.js';
import { modernSettings } from './ssh-settings.js';
import { authenticationOf, internalsOf } from './ssh2-internals.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

let folder: string;
let sshd: TestSshd;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-ca-'));
  for (const name of ['trusted', 'stranger'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
  sshd = await startTestSshd({
    config: [`TrustedUserCAKeys ${file('trusted.pub')}`, 'AuthorizedKeysFile none', 'LogLevel VERBOSE'],
  });
});
afterAll(async () => {
  await sshd.stop();
  rmSync(folder, { recursive: true });
});

/** A fresh key with a certificate made by OpenSSH's own ssh-keygen, so that the one who presents it is on trial alone. */
function certified(options: { authority?: string; principal?: string; valid?: string } = {}): LentCredential {
  const { authority = 'trusted', principal = sshd.account, valid = '-1m:+5m' } = options;
  const pair = generateKeyPairSync('ed25519');
  const raw = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const blob = Buffer.concat([Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20', 'latin1'), raw]);
  writeFileSync(file('key.pub'), `ssh-ed25519 ${blob.toString('base64')}\n`);
  const sign = ['-q', '-s', file(authority), '-I', 'test', '-n', principal, '-V', valid, '-O', 'clear'];
  execFileSync('ssh-keygen', [...sign, '-O', 'permit-pty', file('key.pub')]);
  const certificate = Buffer.from(readFileSync(file('key-cert.pub'), 'utf8').split(' ')[1] ?? '', 'base64');
  return {
    kind: 'ssh-certificate',
    secret: pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
    certificate,
  };
}

async function dial(credential: LentCredential): Promise<DialledTarget | DialRefusal> {
  const answer = await dialTarget(
    {
      targetId: newId('tgt'),
      address: '127.0.0.1',
      port: sshd.port,
      account: sshd.account,
      pinnedHostKey: sshd.hostKey,
      settings: modernSettings,
      via: [],
    },
    credential,
    new AbortController().signal,
    { refused: () => undefined, cut: () => undefined },
  );
  return answer;
}

test('sshd with TrustedUserCAKeys lets the certificate in, and no key is registered there', async () => {
  const dialled = await dial(certified());
  if ('refused' in dialled) throw new Error(`${JSON.stringify(dialled)}\n${sshd.log()}`);
  expect(sshd.log()).toMatch(/Accepted publickey .* ssh2: ED25519-CERT .* ID test .* CA ED25519/);
  expect(await closeWire(dialled.client, internalsOf(dialled.client).socket)).toBe(true);
});

test.each<[string, Parameters<typeof certified>[0], RegExp]>([
  ['is expired', { valid: '-2h:-1h' }, /expired/],
  ['is not valid yet', { valid: '+1h:+2h' }, /not yet valid/],
  ['is for another account', { principal: 'somebody-else' }, /not a listed principal|name is not/i],
  ['is signed by another authority', { authority: 'stranger' }, /./],
])('a certificate that %s is not accepted', async (_, options, why) => {
  const before = sshd.log().length;
  expect(await dial(certified(options))).toMatchObject({ refused: 'credential-not-accepted' });
  expect(sshd.log().slice(before)).toMatch(why);
  expect(sshd.log().slice(before)).not.toContain('Accepted');
});

test('a certificate with a key that is not the certified one is not accepted', async () => {
  const [one, other] = [certified(), certified()];
  if (one.kind !== 'ssh-certificate') throw new Error('no certificate');
  expect(await dial({ ...one, secret: other.secret })).toMatchObject({ refused: 'credential-not-accepted' });
});

test('another ssh2 than the one this was written for is refused, and so is a key exchange that runs', () => {
  expect(() => authenticationOf({})).toThrow('pin ssh2');
  const whole = {
    _kex: { sessionID: Buffer.alloc(32) },
    _authsQueue: [],
    _cipher: { encrypt: () => undefined },
    _packetRW: {
      write: { allocStart: 5, alloc: (size: number) => Buffer.alloc(size), finalize: () => undefined },
    },
  };
  expect(() => authenticationOf({ _protocol: { ...whole, _kexinit: Buffer.alloc(1) } })).toThrow(
    'key exchange',
  );
  expect(() => authenticationOf({ _protocol: whole })).not.toThrow();
});
