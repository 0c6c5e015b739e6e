// One run over every project, on two workers; e2e has its own run because it starts whole gateways.
module.exports = {
  projects: [
    '<rootDir>/libs/*/jest.config.cjs',
    '<rootDir>/apps/*/jest.config.cjs',
    '<rootDir>/migrations/jest.config.cjs',
  ],
  maxWorkers: 2,
  testTimeout: 30_000,
  workerIdleMemoryLimit: '1500MB',
};
