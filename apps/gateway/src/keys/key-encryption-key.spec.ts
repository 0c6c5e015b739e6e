import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeyEncryptionKey } from './key-encryption-key.js';

const place = (): string => join(mkdtempSync(join(tmpdir(), 'gatehouse-kek-')), 'keys', 'kek');

test('SC-04 SC-07 the first start makes a random key that only its owner reads, and the next start finds it', async () => {
  const file = place();
  const key = await loadKeyEncryptionKey(file, true);
  expect(key).toHaveLength(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await loadKeyEncryptionKey(file, false)).equals(key)).toBe(true);
  expect((await loadKeyEncryptionKey(place(), true)).equals(key)).toBe(false);
});

test('two that start at once agree on one key', async () => {
  const file = place();
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadKeyEncryptionKey(file, true)));
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
});

test('UP-05 a missing key beside a filled database stops the start and says what to do', async () => {
  await expect(loadKeyEncryptionKey(place(), false)).rejects.toThrow('Put the key file back');
});

test('UP-05 a key others can read, or one of another length, stops the start', async () => {
  const file = place();
  await loadKeyEncryptionKey(file, true);
  chmodSync(file, 0o644);
  await expect(loadKeyEncryptionKey(file, true)).rejects.toThrow('chmod 600');
  chmodSync(file, 0o600);
  writeFileSync(file, 'short');
  await expect(loadKeyEncryptionKey(file, true)).rejects.toThrow('32-byte');
});
