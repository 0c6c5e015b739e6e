export * from './canonical-entry.js';
