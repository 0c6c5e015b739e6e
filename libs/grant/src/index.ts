export * from './access-grant.js';
export * from './connect-ticket.js';
export * from './grant-store.js';
export * from './permit-hash.js';
export * from './permit-still-holds.js';
export * from './revocation.js';
export * from './spend-connect-ticket.js';
