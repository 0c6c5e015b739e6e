export * from './fixed-clock.js';
export * from './plant.js';
export * from './software-agent.js';
export * from './software-security-key.js';
export * from './test-database.js';
export * from './wire-bytes.js';
export * from './workflow.js';
