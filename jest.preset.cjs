// Tests run as CommonJS: NestJS 12 is ESM only while some of its friends are CommonJS, and jest cannot mix
// the two. jest.esm-transform.cjs turns TypeScript and ESM dependencies into CommonJS; production runs ESM.
module.exports = {
  testEnvironment: 'node',
  testMatch: ['**/src/**/*.spec.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  testEnvironmentOptions: { customExportConditions: ['@gatehouse/source', 'node', 'node-addons'] },
  transform: { '\\.[cm]?[jt]sx?$': require.resolve('./jest.esm-transform.cjs') },
  transformIgnorePatterns: ['\\.cjs$'],
};
