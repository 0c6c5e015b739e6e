export * from './desktop-upstream.js';
export * from './rfb/encoding-numbers.js';
export * from './stream-reader.js';
export * from './surface.js';
export * from './thread/dial-desktop.js';
export { BrokenViewer } from './rfb/broken-viewer.js';
export * from './viewer.js';
export { serveDesktop } from './thread/serve-desktop.js';
export * from './web-desktop-leg.js';
