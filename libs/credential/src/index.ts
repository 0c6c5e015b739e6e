export * from './credential.js';
export * from './credential-events.js';
export * from './credential-store.js';
export * from './envelope.js';
export * from './sealed-credential-store.js';
export * from './write-credential.js';
