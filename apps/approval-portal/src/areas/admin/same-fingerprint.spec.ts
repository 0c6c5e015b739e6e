import { inHexPairs, sameFingerprint } from './same-fingerprint.js';

const shown = 'SHA256:pQ8sT3mQpL0sX7nR2cWfYb8HjA5eUiZoG1tKxM4vABC';

describe('comparing a fingerprint', () => {
  it('takes it with or without its name and padding', () => {
    expect(sameFingerprint(` ${shown} `, shown)).toBe(true);
    expect(sameFingerprint(shown.slice(7), shown)).toBe(true);
    expect(sameFingerprint(`${shown}=`, shown)).toBe(true);
  });

  it('takes and shows it as pairs of hex digits, as certificates do', () => {
    const known = `${shown.slice(0, -1)}A`;
    const pairs = inHexPairs(known) ?? '';
    expect(pairs).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(sameFingerprint(pairs, known)).toBe(true);
    expect(sameFingerprint(pairs.replaceAll(':', '').toLowerCase(), known)).toBe(true);
    expect(sameFingerprint(pairs.slice(3), known)).toBe(false);
    expect(inHexPairs('SHA256:none')).toBeNull();
    expect(inHexPairs('%%%')).toBeNull();
  });

  it('refuses another case, a part, and nothing', () => {
    expect(sameFingerprint(shown.toLowerCase(), shown)).toBe(false);
    expect(sameFingerprint(shown.slice(0, 20), shown)).toBe(false);
    expect(sameFingerprint('', shown)).toBe(false);
    expect(sameFingerprint('SHA256:', shown)).toBe(false);
  });
});
