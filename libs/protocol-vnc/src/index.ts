export * from './vnc-settings.js';
export type { DoorCertificate } from './native-door/greet-viewer.js';
export * from './native-door/vnc-door.js';
export * from './native-door/vnc-door-policy.js';
