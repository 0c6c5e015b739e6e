export * from './rdp-plugin.js';
export * from './rdp-settings.js';
export { ntHash } from './sign-in/nt-hash.js';
