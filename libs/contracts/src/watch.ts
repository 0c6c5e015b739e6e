import { z } from 'zod';
import { IdText, Instant } from './common.js';
import { RecordingFrame } from './recordings.js';

/**
 * The socket on which a running session is watched: GET /api/watch, upgraded with this subprotocol. The first message
 * is `open`. Each `frames` is answered with `took` once it is drawn; the next is sent only then, so that a viewer that
 * stands still holds nothing up but itself, and is dropped.
 */
export const watchSubprotocol = 'gatehouse.watch.v1';

export const WatchClientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open'), sessionId: IdText }),
  z.strictObject({ type: z.literal('took'), seq: z.number().int().min(0) }),
]);
export type WatchClientMessage = z.infer<typeof WatchClientMessage>;

export const WatchServerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('joined'), startedAt: Instant.nullable(), serverTime: Instant }),
  z.object({
    type: z.literal('frames'),
    seq: z.number().int(),
    /** Begins with whole screens: what was drawn before is to be forgotten. */
    restart: z.boolean(),
    /** Not everything since the last `frames` was sent. */
    passedOver: z.boolean(),
    frames: z.array(RecordingFrame),
  }),
  /** Nothing new, and the link stands. */
  z.object({ type: z.literal('here'), serverTime: Instant }),
  /** Last message: the session is over. */
  z.object({ type: z.literal('over') }),
  /** Last message: this person may not watch, or not any more, or the view stood still. */
  z.object({ type: z.literal('refused'), text: z.string() }),
]);
export type WatchServerMessage = z.infer<typeof WatchServerMessage>;
