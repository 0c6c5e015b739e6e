export * from './hostile-relay.js';
export * from './hostile-words.js';
export * from './start-shadow.js';
export * from './start-xrdp.js';
export * from './test-certificate.js';
