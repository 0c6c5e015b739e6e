module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'protocol-ssh',
  rootDir: __dirname,
  testTimeout: 30_000,
};
