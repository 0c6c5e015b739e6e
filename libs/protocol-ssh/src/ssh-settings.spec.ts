import { modernSettings, parseSshSettings } from './ssh-settings.js';

const weakAlgorithms = {
  reason: 'firmware of 2009',
  allowedBy: 'Marta',
  allowedAt: '2026-03-02T08:00:00.000Z',
};

test('no settings mean modern encryption and the account as principal', () => {
  expect(parseSshSettings({})).toEqual(modernSettings);
});

test('outdated encryption and principals are read as they were stored', () => {
  expect(parseSshSettings({ weakAlgorithms, certificatePrincipals: ['service', 'line3'] })).toEqual({
    weakAlgorithms,
    certificatePrincipals: ['service', 'line3'],
  });
});

test.each([
  ['nothing', null],
  ['a list', []],
  ['a setting nobody knows', { weak: true }],
  ['outdated encryption without a reason', { weakAlgorithms: { ...weakAlgorithms, reason: ' ' } }],
  ['outdated encryption nobody answers for', { weakAlgorithms: { reason: 'old' } }],
  ['true for outdated encryption', { weakAlgorithms: true }],
  ['a principal with a comma', { certificatePrincipals: ['root,service'] }],
  ['a principal with a line break', { certificatePrincipals: ['root\nservice'] }],
  ['an empty principal', { certificatePrincipals: [''] }],
  ['more principals than anybody needs', { certificatePrincipals: Array(17).fill('a') }],
])('%s is refused', (_, input) => {
  expect(() => parseSshSettings(input)).toThrow(TypeError);
});
