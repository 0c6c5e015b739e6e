import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createEnvelope } from './envelope.js';

const key = randomBytes(32);

test('what was sealed opens again under the same context, for any bytes', () => {
  const box = createEnvelope(key);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (bytes, context) => {
      const secret = Buffer.from(bytes);
      expect(box.open(box.seal(secret, context), context).equals(secret)).toBe(true);
    }),
  );
});

test('SC-03 another key, another context or one flipped bit opens nothing', () => {
  const box = createEnvelope(key);
  const sealed = box.seal(Buffer.from('plc password'), 'credential:a');
  expect(() => createEnvelope(randomBytes(32)).open(sealed, 'credential:a')).toThrow();
  expect(() => box.open(sealed, 'credential:b')).toThrow();
  for (let bit = 0; bit < sealed.length * 8; bit += 7) {
    const altered = Buffer.from(sealed);
    altered[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => box.open(altered, 'credential:a')).toThrow();
  }
});

test('the plain text does not appear in the sealed bytes and two seals differ', () => {
  const box = createEnvelope(key);
  const one = box.seal(Buffer.from('plc password'), 'c');
  expect(one.includes('plc password')).toBe(false);
  expect(one.equals(box.seal(Buffer.from('plc password'), 'c'))).toBe(false);
});

test('a key that is not 32 bytes is refused at once', () => {
  expect(() => createEnvelope(randomBytes(16))).toThrow('32 bytes');
});
