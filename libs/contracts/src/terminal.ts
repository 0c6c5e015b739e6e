import { z } from 'zod';
import { IdText, Instant } from './common.js';

/**
 * The terminal socket: GET /api/terminal, upgraded with this subprotocol. The first message is `open`, as text.
 * After `ready`, binary messages carry terminal bytes both ways and text messages carry the control below.
 */
export const terminalSubprotocol = 'gatehouse.terminal.v1';

export const TerminalClientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    ticket: z.string().min(20).max(200),
    columns: z.number().int().min(10).max(500),
    rows: z.number().int().min(2).max(300),
  }),
  z.strictObject({
    type: z.literal('resize'),
    columns: z.number().int().min(10).max(500),
    rows: z.number().int().min(2).max(300),
  }),
]);
export type TerminalClientMessage = z.infer<typeof TerminalClientMessage>;

export const TerminalServerMessage = z.discriminatedUnion('type', [
  /** The target answered, its identity matched, and recording runs. */
  z.object({
    type: z.literal('ready'),
    sessionId: IdText,
    endsBy: Instant,
    serverTime: Instant,
    hostKeyFingerprint: z.string(),
    assetTag: z.string(),
    assetName: z.string(),
    inputRecorded: z.boolean(),
  }),
  z.object({ type: z.literal('warning'), secondsLeft: z.number().int(), text: z.string() }),
  z.object({ type: z.literal('notice'), text: z.string() }),
  /** The plant holds the input: what is typed is dropped. Said again to a person who types all the same. */
  z.object({
    type: z.literal('frozen'),
    by: z.string(),
    at: Instant,
    reason: z.string().nullable(),
    text: z.string(),
  }),
  z.object({ type: z.literal('unfrozen'), text: z.string() }),
  /** Somebody at the plant writes to this screen. */
  z.object({
    type: z.literal('message'),
    from: z.string(),
    at: Instant,
    words: z.string(),
    text: z.string(),
  }),
  /** Everybody who watches now. */
  z.object({ type: z.literal('watchers'), names: z.array(z.string()), text: z.string().nullable() }),
  /** Last message. `code` is one of `endCodes` or of the refusals. */
  z.object({ type: z.literal('ended'), code: z.string(), reason: z.string(), text: z.string(), at: Instant }),
]);
export type TerminalServerMessage = z.infer<typeof TerminalServerMessage>;
