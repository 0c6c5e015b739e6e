export * from './open-database.js';
export * from './postgres-event-log.js';
export * from './postgres-unit-of-work.js';
