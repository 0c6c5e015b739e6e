export * from './factor-freshness.js';
export * from './principal.js';
export * from './roles.js';
