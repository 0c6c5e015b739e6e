export * from './channel-kind.js';
export * from './recorder.js';
export * from './recorder-lost.js';
export * from './recording-header.js';
