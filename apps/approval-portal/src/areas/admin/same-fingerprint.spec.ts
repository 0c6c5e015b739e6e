import { sameFingerprint } from './same-fingerprint.js';

const shown = 'SHA256:pQ8sT3mQpL0sX7nR2cWfYb8HjA5eUiZoG1tKxM4vABC';

describe('comparing a fingerprint', () => {
  it('takes it with or without its name and padding', () => {
    expect(sameFingerprint(` ${shown} `, shown)).toBe(true);
    expect(sameFingerprint(shown.slice(7), shown)).toBe(true);
    expect(sameFingerprint(`${shown}=`, shown)).toBe(true);
  });

  it('refuses another case, a part, and nothing', () => {
    expect(sameFingerprint(shown.toLowerCase(), shown)).toBe(false);
    expect(sameFingerprint(shown.slice(0, 20), shown)).toBe(false);
    expect(sameFingerprint('', shown)).toBe(false);
    expect(sameFingerprint('SHA256:', shown)).toBe(false);
  });
});
