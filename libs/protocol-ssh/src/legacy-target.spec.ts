import { newId } from '@gatehouse/kernel';
import type { DialRefusal, TargetEndpoint } from '@gatehouse/session/plugin';
import { modernAlgorithms, serverHostKeyAlgorithms } from './algorithms.js';
import { closeWire } from './close-wire.js';
import { dialTarget } from './dial-target.js';
import type { DialledTarget } from './dial-target.js';
import { fingerprintOf } from './host-key.js';
import { algorithmsFor, legacyAlgorithms } from './legacy-algorithms.js';
import { NoCommonAlgorithm, scanHostKey } from './scan-host-key.js';
import { modernSettings } from './ssh-settings.js';
import type { SshSettings } from './ssh-settings.js';
import { internalsOf } from './ssh2-internals.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

const weak: SshSettings = {
  ...modernSettings,
  weakAlgorithms: {
    reason: 'firmware of 2009, no update to be had',
    allowedBy: 'Marta',
    allowedAt: '2026-03-02T08:00:00.000Z',
  },
};

const onlyOld = (kex: string, cipher: string): string[] => [
  `KexAlgorithms ${kex}`,
  `Ciphers ${cipher}`,
  'MACs hmac-sha1',
  'HostKeyAlgorithms ssh-rsa',
  'LogLevel DEBUG1',
];

let sshd: TestSshd | null = null;
afterEach(async () => {
  await sshd?.stop();
  sshd = null;
});

async function dial(target: TestSshd, settings: SshSettings): Promise<DialledTarget | DialRefusal> {
  const to: TargetEndpoint<SshSettings> = {
    targetId: newId('tgt'),
    address: '127.0.0.1',
    port: target.port,
    account: target.account,
    pinnedHostKey: target.hostKey,
    settings,
    via: [],
  };
  return dialTarget(
    to,
    { kind: 'private-key', secret: Buffer.from(target.clientKey) },
    new AbortController().signal,
    { refused: () => undefined, cut: () => undefined },
  );
}

async function runs({ client }: DialledTarget, command: string): Promise<string> {
  const output = await new Promise<string>((resolve, reject) =>
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let text = '';
      channel.on('data', (bytes: Buffer) => (text += bytes.toString()));
      channel.on('close', () => resolve(text));
    }),
  );
  expect(await closeWire(client, internalsOf(client).socket)).toBe(true);
  return output;
}

test('a target that offers only old algorithms is refused, and what it offers is told, before any name is sent', async () => {
  sshd = await startTestSshd({
    hostKeyType: 'rsa',
    config: onlyOld('diffie-hellman-group1-sha1', '3des-cbc,aes128-cbc'),
  });
  const answer = await dial(sshd, modernSettings);
  expect(answer).toEqual({ refused: 'algorithms-not-allowed', detail: expect.any(String) as string });
  const { detail } = answer as { detail: string };
  for (const name of ['diffie-hellman-group1-sha1', 'ssh-rsa', '3des-cbc, aes128-cbc', 'hmac-sha1'])
    expect(detail).toContain(name);
  expect(sshd.log()).not.toContain('userauth-request');
});

test.each([
  ['diffie-hellman-group1-sha1', '3des-cbc'],
  ['diffie-hellman-group14-sha1', 'aes128-cbc'],
  ['diffie-hellman-group14-sha1', 'aes256-cbc'],
])('a target with only %s and %s is reached where an administrator allowed it', async (kex, cipher) => {
  sshd = await startTestSshd({ hostKeyType: 'rsa', config: onlyOld(kex, cipher) });
  const dialled = await dial(sshd, weak);
  if ('refused' in dialled) throw new Error(JSON.stringify(dialled));
  expect(dialled.hostKeyFingerprint).toBe(fingerprintOf(sshd.hostKey));
  expect(await runs(dialled, 'echo still here')).toBe('still here\n');
  expect(sshd.log()).toContain(`kex: algorithm: ${kex}`);
});

test('a target that can do better is spoken to in modern encryption even where outdated is allowed', async () => {
  sshd = await startTestSshd({ hostKeyType: 'rsa', config: ['LogLevel DEBUG1'] });
  const dialled = await dial(sshd, weak);
  if ('refused' in dialled) throw new Error(JSON.stringify(dialled));
  await runs(dialled, 'true');
  expect(sshd.log()).toContain('kex: algorithm: curve25519-sha256');
  expect(sshd.log()).toContain('kex: host key algorithm: rsa-sha2-512');
  expect(sshd.log()).toContain('cipher: aes128-gcm@openssh.com');
});

test('what fits not even the outdated encryption that is allowed is refused with what it offers', async () => {
  sshd = await startTestSshd({
    hostKeyType: 'rsa',
    config: ['KexAlgorithms diffie-hellman-group-exchange-sha1'],
  });
  expect(await dial(sshd, weak)).toMatchObject({
    refused: 'algorithms-not-allowed',
    detail: expect.stringContaining('diffie-hellman-group-exchange-sha1') as string,
  });
});

test('the host key of an old target is read only where that is allowed; otherwise it is told what it offers', async () => {
  sshd = await startTestSshd({
    hostKeyType: 'rsa',
    config: onlyOld('diffie-hellman-group14-sha1', 'aes128-cbc'),
  });
  const to = { address: '127.0.0.1', port: sshd.port, via: [] };
  const refusal: unknown = await scanHostKey({ ...to, allowsWeak: false }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(NoCommonAlgorithm);
  expect((refusal as NoCommonAlgorithm).offers).toContain('diffie-hellman-group14-sha1');
  const seen = await scanHostKey({ ...to, allowsWeak: true });
  expect([seen.keyType, seen.key.equals(sshd.hostKey)]).toEqual(['ssh-rsa', true]);
});

test('nothing outdated is offered by default, and behind everything modern where it is allowed', () => {
  const old = Object.values(legacyAlgorithms).flat() as string[];
  for (const names of [...Object.values(modernAlgorithms), serverHostKeyAlgorithms])
    for (const name of names) expect(old).not.toContain(name);
  expect(Object.values(algorithmsFor('ssh-rsa', false)).flat()).not.toEqual(
    expect.arrayContaining(['ssh-rsa']),
  );
  const allowed = algorithmsFor('ssh-rsa', true);
  expect((allowed.kex as string[]).slice(-2)).toEqual(legacyAlgorithms.kex);
  expect((allowed.serverHostKey as string[]).slice(0, 3)).toEqual([
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-rsa',
  ]);
});
