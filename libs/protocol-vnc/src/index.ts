export * from './vnc-settings.js';
