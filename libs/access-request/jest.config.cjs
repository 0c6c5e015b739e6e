module.exports = { ...require('../../jest.preset.cjs'), displayName: 'access-request', rootDir: __dirname };
