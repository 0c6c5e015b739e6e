module.exports = { ...require('../../jest.preset.cjs'), displayName: 'grant', rootDir: __dirname };
