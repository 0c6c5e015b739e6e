export * from './rdp-plugin.js';
export * from './rdp-settings.js';
