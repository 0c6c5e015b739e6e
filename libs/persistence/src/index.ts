export * from './connect-ticket-store.js';
export * from './grant-store.js';
export * from './identity-stores.js';
export * from './open-database.js';
export * from './postgres-event-log.js';
export * from './postgres-unit-of-work.js';
export * from './returned-rows.js';
export * from './revocation-store.js';
