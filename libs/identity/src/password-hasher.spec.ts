import { PasswordHasher } from './password-hasher.js';

test('a password is kept as argon2id and found again, and no other is', async () => {
  const hasher = new PasswordHasher();
  const hash = await hasher.hash('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hasher.verify(hash, 'correct horse')).toBe(true);
  expect(await hasher.verify(hash, 'correct house')).toBe(false);
  expect(await hasher.hash('correct horse')).not.toBe(hash);
});

test('without a hash nothing is right, and the same work is done', async () => {
  const hasher = new PasswordHasher();
  const hash = await hasher.hash('correct horse');
  const timed = async (stored: string | null) => {
    const times: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      const began = performance.now();
      expect(await hasher.verify(stored, 'wrong')).toBe(false);
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b)[4] ?? 0;
  };
  await hasher.verify(null, 'warm');
  const [known, unknown] = [await timed(hash), await timed(null)];
  expect(unknown).toBeGreaterThan(known * 0.4);
});

test('more than may wait are refused at once instead of piling up', async () => {
  const hasher = new PasswordHasher({ atOnce: 1, waiting: 3 });
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => hasher.hash('x')));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(6);
  expect(await hasher.hash('again')).toContain('$argon2id$');
});
