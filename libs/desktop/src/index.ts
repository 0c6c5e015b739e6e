export * from './desktop-upstream.js';
export * from './rfb/encoding-numbers.js';
export * from './surface.js';
