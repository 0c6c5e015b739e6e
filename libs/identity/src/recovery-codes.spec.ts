import { newToken, tokenHash } from './invitation.js';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.js';

test('AN-05 of 10,000 link tokens all differ, and every one of their 256 bits is set in half of them', () => {
  const tokens = Array.from({ length: 10_000 }, () => newToken());
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(10_000);
  const ones = new Array<number>(256).fill(0);
  for (const { token, hash } of tokens) {
    const bytes = Buffer.from(token, 'base64url');
    expect(bytes).toHaveLength(32);
    expect(tokenHash(token).equals(hash)).toBe(true);
    for (let bit = 0; bit < 256; bit += 1)
      ones[bit] = (ones[bit] ?? 0) + (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1);
  }
  // Six standard deviations around 5,000: a fair bit leaves this once in some hundred million.
  expect(ones.filter((count) => Math.abs(count - 5000) > 300)).toEqual([]);
});

test('ten recovery codes of 80 bits, and their hash forgives case, dashes and spaces but not the person', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
  const [code = ''] = codes;
  const [me, other] = [`per_${'0'.repeat(26)}`, `per_${'1'.repeat(26)}`] as const;
  const typed = ` ${code.toUpperCase().replaceAll('-', ' ')}`;
  expect(hashRecoveryCode(me, typed).equals(hashRecoveryCode(me, code))).toBe(true);
  expect(hashRecoveryCode(other, code).equals(hashRecoveryCode(me, code))).toBe(false);
});
