export * from './dial-vnc.js';
export * from './scan-vnc-identity.js';
export * from './vnc-settings.js';
export * from './vnc-plugin.js';
