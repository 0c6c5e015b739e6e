import fc from 'fast-check';
import { isTimeZone } from './create-places.js';
import { isSameFingerprint, parseHostKeyLine } from './host-key-line.js';
import { mostCsvRows, parseCsv } from './parse-csv.js';

const columns = { required: ['name'], optional: ['note'] };

function blobOf(type: string): Buffer {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  const keyLength = Buffer.alloc(4);
  keyLength.writeUInt32BE(32);
  return Buffer.concat([length, name, keyLength, Buffer.alloc(32, 7)]);
}

test('a host key is read as ssh-keyscan, known_hosts and ssh-keygen write it', () => {
  const base64 = blobOf('ssh-ed25519').toString('base64');
  const plain = parseHostKeyLine(`ssh-ed25519 ${base64}`);
  expect(plain.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  for (const line of [
    `192.0.2.1 ssh-ed25519 ${base64}`,
    ` ssh-ed25519 ${base64} root@plc \n`,
    `[host]:2222 ssh-ed25519 ${base64}`,
  ])
    expect(parseHostKeyLine(line)).toEqual(plain);
  expect(isSameFingerprint(plain.fingerprint, plain.fingerprint)).toBe(true);
  expect(isSameFingerprint(` ${plain.fingerprint.slice(7)}= `, plain.fingerprint)).toBe(true);
  expect(isSameFingerprint(plain.fingerprint.slice(0, -1), plain.fingerprint)).toBe(false);
  expect(isSameFingerprint(plain.fingerprint.toLowerCase(), plain.fingerprint)).toBe(false);
  const hex = Buffer.from(plain.fingerprint.slice(7), 'base64').toString('hex');
  const pairs = hex.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:');
  for (const typed of [hex, pairs, `SHA256:${pairs}`])
    expect(isSameFingerprint(typed, plain.fingerprint)).toBe(true);
  expect(isSameFingerprint(hex.slice(0, -2), plain.fingerprint)).toBe(false);
  expect(isSameFingerprint(`${hex}00`, plain.fingerprint)).toBe(false);
});

test('whatever is pasted is a key of the type it names, or a refusal', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.uint8Array({ maxLength: 100 }), (text, bytes) => {
      for (const line of [text, `ssh-ed25519 ${Buffer.from(bytes).toString('base64')}`, `ssh-rsa ${text}`]) {
        try {
          const { key, keyType } = parseHostKeyLine(line);
          expect(key.subarray(4, 4 + keyType.length).toString()).toBe(keyType);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid-input' });
        }
      }
    }),
  );
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['+02:00', false],
  ['GMT+2', false],
  ['Mars/Olympus', false],
  ['europe', false],
  ['', false],
  ['Europe/Berlin; DROP TABLE site', false],
])('%j as a time zone: %s', (text, holds) => {
  expect(isTimeZone(text)).toBe(holds);
});

test('whatever is written as CSV is read back cell by cell', () => {
  const cell = fc.string({ maxLength: 30 }).filter((text) => text.trim() === text && !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 20 }), (rows) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const csv = ['name,note', ...rows.map((row) => row.map(quoted).join(','))].join('\n');
      const expected = rows
        .map(([name, note], index) => ({
          row: index + 2,
          cells: { ...(name ? { name } : {}), ...(note ? { note } : {}) },
        }))
        .filter(({ cells }) => Object.keys(cells).length > 0);
      expect(parseCsv(csv, columns)).toEqual(expected);
    }),
  );
});

test('a header named like a part of every object is just an unknown column', () => {
  expect(() => parseCsv('__proto__\nx\n', columns)).toThrow('Columns are');
  expect(() => parseCsv('name,name\nx,y\n', columns)).toThrow('Columns are');
  expect(() => parseCsv('note\nx\n', columns)).toThrow('name is missing');
});

test('a table with too many rows is refused whole', () => {
  expect(() => parseCsv(`name\n${'x\n'.repeat(mostCsvRows + 1)}`, columns)).toThrow('Split the file');
  expect(parseCsv(`name\n${'x\n'.repeat(mostCsvRows)}`, columns)).toHaveLength(mostCsvRows);
});
