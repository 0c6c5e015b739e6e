import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readClientKey } from './client-key.js';
import { parseUserName } from './user-name.js';
import { isKeyKindAllowed, verifyKeySignature } from './verify-key-signature.js';

const rounds = process.env['LONG'] === '1' ? 50_000 : 2_000;
const message = Buffer.from('session id and request');

interface Input {
  readonly name: string;
  readonly bytes: Buffer;
}

function corpus(folder: string): Input[] {
  const path = join(__dirname, '../corpus', folder);
  return readdirSync(path).map((file) => {
    const bytes = readFileSync(join(path, file));
    const isHex = file.endsWith('.hex');
    return {
      name: file.replace(/\.\w+$/, ''),
      bytes: isHex ? Buffer.from(bytes.toString('latin1').replace(/\s/g, ''), 'hex') : bytes,
    };
  });
}

const blobs = corpus('key-blobs');
const signatures = corpus('key-signatures');
const names = corpus('user-names');

/** The kind its own name says, as a client that lies about nothing else would put it beside the key. */
function algorithmOf(blob: Buffer): string {
  const length = blob.length < 4 ? 0 : Math.min(blob.readUInt32BE(0), 64);
  return blob.subarray(4, 4 + length).toString('latin1');
}

/** Bytes of the corpus, changed as a fuzzer changes them: flipped, cut, doubled, filled, a length made huge. */
function changed(inputs: readonly Input[]): fc.Arbitrary<Buffer> {
  const change = fc.record({
    kind: fc.constantFrom('flip', 'cut', 'double', 'fill', 'huge', 'insert'),
    at: fc.nat(4_096),
    value: fc.nat(255),
  });
  return fc
    .tuple(fc.constantFrom(...inputs), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([{ bytes }, changes]) =>
      changes.reduce((before, { kind, at, value }) => {
        const place = before.length === 0 ? 0 : at % before.length;
        const [head, tail] = [before.subarray(0, place), before.subarray(place)];
        if (kind === 'cut') return Buffer.from(head);
        if (kind === 'double') return Buffer.concat([before, tail]);
        if (kind === 'insert') return Buffer.concat([head, Buffer.of(value), tail]);
        if (kind === 'huge') return Buffer.concat([head, Buffer.alloc(4, 0xff), tail.subarray(4)]);
        const copy = Buffer.from(before);
        if (kind === 'fill') copy.fill(value, place);
        else if (copy.length > 0) copy[place] = (copy[place] ?? 0) ^ (value | 1);
        return copy;
      }, bytes),
    );
}

test.each(blobs)('key $name is read or refused', ({ name, bytes }) => {
  expect(isKeyKindAllowed({ algorithm: algorithmOf(bytes), key: bytes })).toBe(!name.startsWith('bad-'));
});

test.each(signatures)('signature $name is right or refused', ({ name, bytes }) => {
  const isRight = !name.startsWith('bad-') && !name.endsWith('-untouched');
  // A bad one is tried with every key; a good one is right with its own and wrong with every other.
  for (const { name: keyName, bytes: key } of blobs.filter((blob) => !blob.name.startsWith('bad-'))) {
    const proof = verifyKeySignature({ algorithm: algorithmOf(key), key }, bytes, message, 'sha512');
    expect([keyName, proof !== null]).toEqual([keyName, isRight && keyName === name]);
  }
});

test.each(names)('PS-13 user name $name is read or refused', ({ name, bytes }) => {
  expect(parseUserName(bytes.toString('utf8')) !== null).toBe(!name.startsWith('bad-'));
});

test('whatever a key is changed into, it is a key or refused, and nothing is thrown', () => {
  fc.assert(
    fc.property(changed(blobs), fc.boolean(), (bytes, lies) => {
      const algorithm = lies ? 'ssh-ed25519' : algorithmOf(bytes);
      const key = readClientKey(algorithm, bytes);
      expect(key === null || key.type === algorithm).toBe(true);
    }),
    { numRuns: rounds },
  );
});

test('no changed signature is right', () => {
  const keys = blobs.filter(({ name }) => !name.startsWith('bad-'));
  fc.assert(
    fc.property(changed(signatures), fc.constantFrom(...keys), (signature, { name, bytes: key }) => {
      const own = signatures.find((input) => input.name === name)?.bytes;
      const proof = verifyKeySignature({ algorithm: algorithmOf(key), key }, signature, message, 'sha512');
      expect(proof !== null).toBe(own?.equals(signature) ?? false);
    }),
    { numRuns: rounds },
  );
});

test('PS-13 whatever a name is changed into, it reads as what it says or as nobody', () => {
  fc.assert(
    fc.property(changed(names), (bytes) => {
      const text = bytes.toString('utf8');
      const read = parseUserName(text);
      if (read === null) return;
      expect(text).toBe(read.handle === null ? read.login : `${read.login}+${read.handle}`);
      expect(text).toMatch(/^[a-z0-9._+-]+$/);
    }),
    { numRuns: rounds },
  );
});
