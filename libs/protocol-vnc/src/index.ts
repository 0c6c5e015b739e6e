export * from './dial-vnc.js';
export * from './scan-vnc-identity.js';
export * from './vnc-settings.js';
export * from './vnc-plugin.js';
export type { DoorCertificate } from './native-door/greet-viewer.js';
export * from './native-door/is-vnc-auth-answer.js';
export * from './native-door/vnc-door.js';
export * from './native-door/vnc-door-policy.js';
