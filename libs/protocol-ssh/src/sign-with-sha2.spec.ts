import { generateKeyPairSync } from 'node:crypto';
import { newId } from '@gatehouse/kernel';
import { announceSignatures } from './announce-signatures.js';
import { dialTarget } from './dial-target.js';
import { modernSettings } from './ssh-settings.js';
import type { SshSettings } from './ssh-settings.js';
import { internalsOf } from './ssh2-internals.js';
import type { Ssh2Internals } from './ssh2-internals.js';
import { endpointOf, startTestTarget } from './testing/test-target.js';
import type { TestTarget } from './testing/test-target.js';

let target: TestTarget | null = null;
afterEach(async () => {
  await target?.stop();
  target = null;
});

const rsaKey = Buffer.from(
  generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey.export({ type: 'pkcs1', format: 'pem' }),
);
const old: SshSettings = {
  ...modernSettings,
  weakAlgorithms: {
    reason: 'Firmware of 2009',
    allowedBy: newId('per'),
    allowedAt: '2026-01-01T00:00:00.000Z',
  },
};

/** Dials a target that says this of signatures. @returns the hashes it was signed to with, and how the dial came out. */
async function dialled(
  says: (wire: Ssh2Internals) => void,
  settings?: SshSettings,
): Promise<{ hashes: (string | undefined)[]; outcome: string }> {
  const hashes: (string | undefined)[] = [];
  target = await startTestTarget((connection) => {
    says(internalsOf(connection));
    connection.removeAllListeners('authentication');
    connection.on('authentication', (context) => {
      if (context.method !== 'publickey') return context.reject(['publickey']);
      if (context.signature) hashes.push((context as unknown as { hashAlgo?: string }).hashAlgo);
      context.accept();
    });
  });
  const to = endpointOf(target);
  const quiet = { refused: () => undefined, cut: () => undefined };
  const credential = { kind: 'private-key', secret: Buffer.from(rsaKey) } as const;
  const signal = new AbortController().signal;
  const done = await dialTarget(settings ? { ...to, settings } : to, credential, signal, quiet);
  if (!('refused' in done)) await done.close();
  return { hashes, outcome: 'refused' in done ? done.refused : 'let in' };
}

const silent = ({ protocol }: Ssh2Internals): void => {
  const onHandshakeComplete = protocol._onHandshakeComplete;
  protocol._onHandshakeComplete = (negotiated) => {
    if (protocol._kex) protocol._kex.remoteExtInfoEnabled = false;
    onHandshakeComplete(negotiated);
  };
};

it('PS-07 an RSA credential signs with SHA-2 where the target does not say what it takes', async () => {
  expect(await dialled(silent)).toEqual({ hashes: ['sha256'], outcome: 'let in' });
});

it('PS-07 it signs with the SHA-2 that the target names', async () => {
  const named = (wire: Ssh2Internals): void => announceSignatures(wire, ['ssh-rsa', 'rsa-sha2-512']);
  expect(await dialled(named)).toEqual({ hashes: ['sha512'], outcome: 'let in' });
});

it('PS-07 it does not sign at all for a target that takes SHA-1 only', async () => {
  const onlySha1 = (wire: Ssh2Internals): void => announceSignatures(wire, ['ssh-rsa', 'ssh-ed25519']);
  expect(await dialled(onlySha1)).toEqual({ hashes: [], outcome: 'credential-not-accepted' });
});

it('it signs with SHA-1 where outdated encryption is allowed for the target', async () => {
  expect(await dialled(silent, old)).toEqual({ hashes: [undefined], outcome: 'let in' });
});
