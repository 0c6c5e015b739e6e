import { z } from 'zod';
import { IdText, Instant } from './common.js';

/** What a person in a session reads beside the bytes of the machine: text messages of the terminal and desktop sockets. */
export const SessionMessage = z.discriminatedUnion('type', [
  /**
   * The target answered, what was pinned of its identity matched, and recording runs. The fingerprint is null for a machine whose
   * identity cannot be proven: say so, and never that it is the right one.
   */
  z.object({
    type: z.literal('ready'),
    sessionId: IdText,
    endsBy: Instant,
    serverTime: Instant,
    hostKeyFingerprint: z.string().nullable(),
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
export type SessionMessage = z.infer<typeof SessionMessage>;
