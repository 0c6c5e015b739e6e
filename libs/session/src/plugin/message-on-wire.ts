import type { LegMessage } from './client-leg.js';

/** A message of a session as libs/contracts has it for a browser; instants as ISO 8601. */
export function messageOnWire(message: LegMessage, at: Date): object {
  if (message.type === 'ended') return { ...message, at: at.toISOString() };
  if (message.type !== 'ready') return message;
  const { endsBy, ...rest } = message.about;
  return { type: 'ready', ...rest, endsBy: endsBy.toISOString(), serverTime: at.toISOString() };
}
