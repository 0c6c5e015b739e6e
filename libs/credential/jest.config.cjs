module.exports = { ...require('../../jest.preset.cjs'), displayName: 'credential', rootDir: __dirname };
