module.exports = { ...require('../../jest.preset.cjs'), displayName: 'approval-portal', rootDir: __dirname };
