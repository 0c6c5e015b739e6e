export * from './client/scan-rdp-identity.js';
export * from './rdp-plugin.js';
export * from './rdp-settings.js';
export type { DoorCertificate } from './server/door-context.js';
export * from './server/rdp-door.js';
export * from './server/rdp-door-policy.js';
export { ntHash } from './sign-in/nt-hash.js';
