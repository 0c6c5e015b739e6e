export * from './start-shadow.js';
export * from './start-xrdp.js';
export * from './test-certificate.js';
