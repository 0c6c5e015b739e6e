import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mpint, SoftwareSecurityKey, touched, verified, wireString } from '@gatehouse/testing';
import { isKeyKindAllowed, verifyKeySignature } from './verify-key-signature.js';
import type { OfferedKey } from './verify-key-signature.js';

const message = Buffer.from('session id and request');
const decode = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');

function fileKey(algorithm: string): { offered: OfferedKey; privateKey: KeyObject; hash: string | null } {
  const curve = /nistp(\d+)$/.exec(algorithm)?.[1];
  if (curve) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: `P-${curve}` });
    const { x, y } = publicKey.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.of(4), decode(x), decode(y)]);
    const key = Buffer.concat([wireString(algorithm), wireString(`nistp${curve}`), wireString(point)]);
    const hash = { 256: 'sha256', 384: 'sha384', 521: 'sha512' }[curve] ?? null;
    return { offered: { algorithm, key }, privateKey, hash };
  }
  if (algorithm === 'ssh-rsa') {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
    const { n, e } = publicKey.export({ format: 'jwk' });
    const key = Buffer.concat([wireString(algorithm), mpint(decode(e)), mpint(decode(n))]);
    return { offered: { algorithm, key }, privateKey, hash: 'sha512' };
  }
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.concat([
    wireString(algorithm),
    wireString(decode(publicKey.export({ format: 'jwk' }).x)),
  ]);
  return { offered: { algorithm, key }, privateKey, hash: null };
}

const fileKinds = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
];

test.each(fileKinds)('%s: the key’s own signature is right, and every other is wrong', (algorithm) => {
  const { offered, privateKey, hash } = fileKey(algorithm);
  const signature = sign(hash, message, privateKey);
  const by = (given: Buffer | undefined, over: Buffer = message): unknown =>
    verifyKeySignature(offered, given, over, hash ?? undefined);
  expect(isKeyKindAllowed(offered)).toBe(true);
  expect(by(signature)).toEqual({ userVerified: null });
  const other = fileKey(algorithm);
  expect(by(sign(hash, message, other.privateKey))).toBeNull();
  expect(by(signature, Buffer.from('another session'))).toBeNull();
  expect(by(undefined)).toBeNull();
  expect(by(Buffer.alloc(0))).toBeNull();
  expect(by(signature.subarray(1))).toBeNull();
  expect(by(Buffer.concat([signature, Buffer.of(0)]))).toBeNull();
});

test('RSA is verified with SHA-2 only', () => {
  const { offered, privateKey } = fileKey('ssh-rsa');
  for (const hash of ['sha256', 'sha512'])
    expect(verifyKeySignature(offered, sign(hash, message, privateKey), message, hash)).not.toBeNull();
  for (const hash of ['sha1', 'md5', undefined])
    expect(verifyKeySignature(offered, sign(hash ?? 'sha1', message, privateKey), message, hash)).toBeNull();
});

const securityKinds = ['sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'] as const;

describe.each(securityKinds)('%s', (type) => {
  const check = (key: SoftwareSecurityKey, signature: Buffer, over = message): unknown =>
    verifyKeySignature({ algorithm: type, key: key.blob }, signature, over, undefined);

  test('a touched key is right, and says whether its user was verified', () => {
    const key = new SoftwareSecurityKey(type);
    expect(isKeyKindAllowed({ algorithm: type, key: key.blob })).toBe(true);
    // Often enough that r and s take every length they have.
    for (let round = 0; round < 300; round += 1)
      expect(check(key, key.signAsSsh2HandsOut(message))).toEqual({ userVerified: false });
    key.flags = touched | verified;
    expect(check(key, key.signAsSsh2HandsOut(message))).toEqual({ userVerified: true });
  });

  test('a key nobody touched is refused', () => {
    for (const flags of [0, verified, 0xfe])
      expect(
        check(new SoftwareSecurityKey(type, 'ssh:', flags), new SoftwareSecurityKey(type).sign(message)),
      ).toBeNull();
    const untouched = new SoftwareSecurityKey(type, 'ssh:', 0);
    expect(check(untouched, untouched.signAsSsh2HandsOut(message))).toBeNull();
  });

  test('flags and counter are part of what is signed', () => {
    const key = new SoftwareSecurityKey(type);
    const signature = key.signAsSsh2HandsOut(message);
    for (let back = 1; back <= 5; back += 1) {
      const changed = Buffer.from(signature);
      changed[changed.length - back] = (changed.at(-back) ?? 0) ^ 0x04;
      expect(check(key, changed)).toBeNull();
    }
  });

  test('another application, another message, another key and another length are refused', () => {
    const key = new SoftwareSecurityKey(type);
    const signature = key.signAsSsh2HandsOut(message);
    const elsewhere = Buffer.from(key.blob);
    elsewhere.write('x', elsewhere.length - 1, 'latin1');
    expect(verifyKeySignature({ algorithm: type, key: elsewhere }, signature, message, undefined)).toBeNull();
    expect(check(key, signature, Buffer.from('another session'))).toBeNull();
    expect(check(new SoftwareSecurityKey(type), signature)).toBeNull();
    for (let length = 0; length < signature.length; length += 1)
      expect(check(key, signature.subarray(0, length))).toBeNull();
    expect(check(key, Buffer.concat([signature, Buffer.of(0)]))).toBeNull();
  });

  test('the name beside the key must be the name inside it', () => {
    const key = new SoftwareSecurityKey(type);
    for (const algorithm of [...fileKinds, ...securityKinds.filter((name) => name !== type), 'constructor'])
      expect(isKeyKindAllowed({ algorithm, key: key.blob })).toBe(false);
  });
});

test('a plain ed25519 signature does not pass for a security key’s', () => {
  const key = new SoftwareSecurityKey('sk-ssh-ed25519@openssh.com');
  const plain = Buffer.concat([wireString('ssh-ed25519'), key.blob.subarray(4 + key.type.length, -8)]);
  const signature = key.signAsSsh2HandsOut(message);
  expect(isKeyKindAllowed({ algorithm: 'ssh-ed25519', key: plain })).toBe(true);
  for (const given of [signature, signature.subarray(0, 64)])
    expect(
      verifyKeySignature({ algorithm: 'ssh-ed25519', key: plain }, given, message, undefined),
    ).toBeNull();
});

test.each([
  ['a certificate', 'ssh-ed25519-cert-v01@openssh.com', [Buffer.alloc(32), Buffer.alloc(32)]],
  ['DSA', 'ssh-dss', [Buffer.alloc(128, 1)]],
  ['RSA of 3064 bits', 'ssh-rsa', [Buffer.of(1, 0, 1), Buffer.alloc(383, 0x7f)]],
  ['RSA of 24,000 bits', 'ssh-rsa', [Buffer.of(1, 0, 1), Buffer.alloc(3000, 0x7f)]],
  ['RSA with an exponent of 9 bytes', 'ssh-rsa', [Buffer.alloc(9, 1), Buffer.alloc(385, 0x7f)]],
  ['a negative modulus', 'ssh-rsa', [Buffer.of(1, 0, 1), Buffer.alloc(384, 0xff)]],
  [
    'a point off the curve',
    'ecdsa-sha2-nistp256',
    ['nistp256', Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)])],
  ],
  [
    'a compressed point',
    'ecdsa-sha2-nistp256',
    ['nistp256', Buffer.concat([Buffer.of(2), Buffer.alloc(32, 1)])],
  ],
  ['a curve of another name', 'ecdsa-sha2-nistp256', ['nistp384', Buffer.alloc(65, 4)]],
  ['no application', 'sk-ssh-ed25519@openssh.com', [Buffer.alloc(32)]],
])('%s is no key of a kind we take', (_what, algorithm, fields) => {
  const key = Buffer.concat([wireString(algorithm), ...fields.map(wireString)]);
  expect(isKeyKindAllowed({ algorithm, key })).toBe(false);
});
