import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@gatehouse/kernel';
import { FixedClock } from '@gatehouse/testing';
import {
  createSealedCertificateSigner,
  makeCertificateAuthority,
  rawPublicKey,
} from './certificate-signer.js';
import type { LeaseUse } from './credential-store.js';
import { createEnvelope } from './envelope.js';
import { issueCertificate } from './issue-certificate.js';
import { certificateBody, ed25519Key, keyFingerprint, publicKeyLine } from './ssh-certificate.js';

const box = createEnvelope(randomBytes(32));
const signer = createSealedCertificateSigner(makeCertificateAuthority(box), box);
const clock = new FixedClock('2026-03-02T08:00:00.000Z');
const use: LeaseUse = {
  connectionId: newId('conn'),
  sessionId: newId('ses'),
  personId: newId('per'),
  principals: ['service', 'line3'],
  validUntil: new Date('2026-03-02T09:30:00.900Z'),
  permits: ['pty'],
};

/** What OpenSSH's own ssh-keygen reads in a certificate. */
function readByOpenSsh(certificate: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cert-'));
  try {
    const file = join(folder, 'key-cert.pub');
    writeFileSync(file, `ssh-ed25519-cert-v01@openssh.com ${certificate.toString('base64')}\n`);
    return execFileSync('ssh-keygen', ['-L', '-f', file], {
      encoding: 'utf8',
      env: { TZ: 'UTC', PATH: process.env['PATH'] },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('OpenSSH reads in it: who, for whom, from a minute ago to the end of the grant, with a terminal and nothing else', async () => {
  const { certificate, facts } = await issueCertificate(signer, clock, use);
  const read = readByOpenSsh(certificate);
  expect(read).toContain('Type: ssh-ed25519-cert-v01@openssh.com user certificate');
  expect(read).toContain(`Signing CA: ED25519 ${keyFingerprint(signer.publicKey)}`);
  expect(read).toContain(`Key ID: "gatehouse session=${use.sessionId} person=${use.personId}"`);
  expect(read).toContain(`Serial: ${facts.serial}`);
  expect(read).toContain('Valid: from 2026-03-02T07:59:00 to 2026-03-02T09:30:00');
  expect(read).toMatch(/Principals: \n\s+service\n\s+line3\n/);
  expect(read).toContain('Critical Options: (none)');
  expect(read.slice(read.indexOf('Extensions:'))).toMatch(/^Extensions: \n\s+permit-pty\s*$/);
});

test('forwards are in it only where they are asked for', async () => {
  const { certificate } = await issueCertificate(signer, clock, {
    ...use,
    permits: ['port-forwarding', 'pty'],
  });
  const read = readByOpenSsh(certificate);
  expect(read.slice(read.indexOf('Extensions:'))).toMatch(
    /^Extensions: \n\s+permit-port-forwarding\n\s+permit-pty\s*$/,
  );
});

test('the authority signed it, and the private key that goes with it is the one that was certified', async () => {
  const { certificate, privateKey, facts } = await issueCertificate(signer, clock, use);
  const signature = certificate.subarray(-64);
  // Behind the body: the length of the signature's blob, its algorithm with length, the length of the signature.
  const body = certificate.subarray(0, -(64 + 4 + 4 + 11 + 4));
  const raw = signer.publicKey.subarray(-32).toString('base64url');
  const authority = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: raw } });
  expect(verify(null, body, authority, signature)).toBe(true);
  const own = rawPublicKey(
    createPublicKey(createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' })),
  );
  expect(keyFingerprint(ed25519Key(own))).toBe(facts.keyFingerprint);
  expect(body.includes(own)).toBe(true);
});

test('the authority opens under its own key-encryption key only, and signs as the same one after a restart', () => {
  const sealed = makeCertificateAuthority(box);
  expect(() => createSealedCertificateSigner(sealed, createEnvelope(randomBytes(32)))).toThrow();
  const [one, two] = [createSealedCertificateSigner(sealed, box), createSealedCertificateSigner(sealed, box)];
  expect(publicKeyLine(one.publicKey)).toBe(publicKeyLine(two.publicKey));
  expect(publicKeyLine(one.publicKey)).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/=]+$/);
});

test('a certificate for nobody in particular is refused: it would be good for every account', () => {
  const certificate = {
    publicKey: Buffer.alloc(32),
    nonce: Buffer.alloc(32),
    serial: 1n,
    keyId: 'x',
    principals: [],
    validAfter: clock.now(),
    validBefore: clock.now(),
    permits: [],
  };
  expect(() => certificateBody(certificate, signer.publicKey)).toThrow('every account');
});
