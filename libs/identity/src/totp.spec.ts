import fc from 'fast-check';
import { generateSync } from 'otplib';
import { findTotpStep, newTotpSecret, totpUri } from './totp.js';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const codeAt = (seconds: number) => generateSync({ secret, epoch: seconds });

test('the current code and the one before are found, with the step they belong to; no other is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }),
      fc.integer({ min: -4, max: 4 }),
      (now, away) => {
        const code = codeAt(now + away * 30);
        const neighbours = [codeAt(now), codeAt(now - 30)];
        const found = findTotpStep(secret, code, new Date(now * 1000));
        if (away === 0 || away === -1) expect(codeAt((found ?? 0) * 30)).toBe(code);
        else if (!neighbours.includes(code)) expect(found).toBeNull();
      },
    ),
    { numRuns: 300 },
  );
});

test('anything that is not six ASCII digits is no code', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), (text) => {
      fc.pre(!/^\d{6}$/.test(text));
      expect(findTotpStep(secret, text, new Date(1_800_000_000_000))).toBeNull();
    }),
  );
});

test('a secret has 160 random bits, and the URI names the gateway and the person', () => {
  const secrets = Array.from({ length: 1000 }, newTotpSecret);
  expect(new Set(secrets).size).toBe(1000);
  expect(secrets.every((text) => /^[A-Z2-7]{32}$/.test(text))).toBe(true);
  const uri = new URL(totpUri('j.doe', secret));
  expect([uri.protocol, uri.host, uri.searchParams.get('secret')]).toEqual(['otpauth:', 'totp', secret]);
  expect(decodeURIComponent(uri.pathname)).toBe('/Gatehouse:j.doe');
});
