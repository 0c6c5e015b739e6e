export * from './client-leg.js';
export * from './protocol-plugin.js';
export * from './relay.js';
export * from './session-control.js';
export * from './session-event.js';
export * from './session-outcome.js';
export * from './session-tap.js';
export * from './target-endpoint.js';
export type { ChannelWish } from '../channel-wish.js';
