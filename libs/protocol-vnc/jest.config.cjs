module.exports = { ...require('../../jest.preset.cjs'), displayName: 'protocol-vnc', rootDir: __dirname };
