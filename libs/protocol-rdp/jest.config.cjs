module.exports = { ...require('../../jest.preset.cjs'), displayName: 'protocol-rdp', rootDir: __dirname };
