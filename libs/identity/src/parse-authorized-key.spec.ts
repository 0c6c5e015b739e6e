import fc from 'fast-check';
import { DomainError } from '@gatehouse/kernel';
import { parseAuthorizedKey } from './parse-authorized-key.js';

const field = (bytes: Buffer | string): Buffer => {
  const value = Buffer.from(bytes as string, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([length, value]);
};
const line = (type: string, ...fields: (Buffer | string)[]): string =>
  `${type} ${Buffer.concat([field(type), ...fields.map(field)]).toString('base64')} someone@somewhere`;
const bytes = (length: number, first = 7): Buffer =>
  Buffer.concat([Buffer.of(first), Buffer.alloc(length - 1, 9)]);

test('a security key is taken', () => {
  const parsed = parseAuthorizedKey(line('sk-ssh-ed25519@openssh.com', bytes(32), 'ssh:'));
  expect(parsed).toMatchObject({ keyType: 'sk-ssh-ed25519@openssh.com', comment: 'someone@somewhere' });
  expect(parsed.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
});

test('a security key on the curve P-256 is taken', () => {
  const type = 'sk-ecdsa-sha2-nistp256@openssh.com';
  expect(parseAuthorizedKey(line(type, 'nistp256', bytes(65, 4), 'ssh:')).keyType).toBe(type);
});

test.each([
  ['options before the type', `command="x" ${line('ssh-ed25519', bytes(32))}`],
  ['a DSA key', line('ssh-dss', bytes(128), bytes(20), bytes(128), bytes(128))],
  ['a certificate', line('ssh-ed25519-cert-v01@openssh.com', bytes(32))],
  ['an ed25519 key of the wrong length', line('ssh-ed25519', bytes(31))],
  ['one field too many', line('ssh-ed25519', bytes(32), 'more')],
  ['another type inside', `ssh-ed25519 ${line('ssh-rsa', bytes(3), bytes(385)).split(' ')[1]}`],
  ['a point of another curve', line('ecdsa-sha2-nistp256', 'nistp384', bytes(97, 4))],
  ['a point that is not uncompressed', line('ecdsa-sha2-nistp256', 'nistp256', bytes(65, 2))],
  ['RSA of 3071 bits', line('ssh-rsa', bytes(3), bytes(384, 0x7f))],
  [
    'RSA padded up with zeros',
    line('ssh-rsa', bytes(3), Buffer.concat([Buffer.alloc(200), bytes(256, 0xff)])),
  ],
  ['a security key without an application', line('sk-ssh-ed25519@openssh.com', bytes(32), '')],
  [
    'a security key on another curve',
    line('sk-ecdsa-sha2-nistp256@openssh.com', 'nistp384', bytes(97, 4), 'ssh:'),
  ],
  ['a security key of two fields', line('sk-ecdsa-sha2-nistp256@openssh.com', 'nistp256', bytes(65, 4))],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ['two lines', `${line('ssh-ed25519', bytes(32))}\n${line('ssh-ed25519', bytes(32))}`],
  ['a type named like a prototype', 'constructor AAAAAAAAAAAAAAAAAAAAAAAA'],
])('%s is refused', (_name, text) => {
  expect(() => parseAuthorizedKey(text)).toThrow(DomainError);
});

test('RSA of exactly 3072 bits is taken', () => {
  const modulus = Buffer.concat([Buffer.of(0), bytes(384, 0x80)]);
  expect(parseAuthorizedKey(line('ssh-rsa', Buffer.of(1, 0, 1), modulus)).keyType).toBe('ssh-rsa');
});

test('whatever is given, it is a key or a refusal, never another error', () => {
  const types = fc.constantFrom(
    'ssh-ed25519',
    'ssh-rsa',
    'ecdsa-sha2-nistp256',
    'sk-ssh-ed25519@openssh.com',
    'sk-ecdsa-sha2-nistp256@openssh.com',
    'x',
  );
  fc.assert(
    fc.property(
      types,
      fc.uint8Array({ maxLength: 120 }),
      fc.string({ maxLength: 20 }),
      (type, body, rest) => {
        const text = `${type} ${Buffer.concat([field(type), body]).toString('base64')} ${rest}`;
        try {
          expect(parseAuthorizedKey(text).keyType).toBe(type);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
