export * from './channel-kind.js';
export * from './open-recorder.js';
export * from './recorder.js';
export * from './recorder-lost.js';
export * from './recording-header.js';
export * from './seal-recording.js';
export { type SpoolSpace, spoolSpace } from './spool/spool-space.js';
