export * from './fixed-clock.js';
export * from './plant.js';
export * from './test-database.js';
export * from './workflow.js';
