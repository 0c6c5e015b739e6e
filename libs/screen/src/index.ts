export * from './cursor-shape.js';
export * from './desktop-input.js';
export * from './encode-rect.js';
export * from './malformed-screen.js';
export * from './picture-items.js';
export * from './screen-limits.js';
export * from './screen-picture.js';
export * from './screen-update.js';
