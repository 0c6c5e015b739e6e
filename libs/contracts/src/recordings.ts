import { z } from 'zod';
import { IdText, Instant } from './common.js';

/** GET /api/recordings/{id}/timeline. Viewing is audited here, once for each opening of the player. */
export const RecordingTimeline = z.object({
  recordingId: IdText,
  sessionId: IdText,
  startedAt: Instant,
  durationMs: z.number(),
  /** Bytes of terminal output in each of `activity.length` equal stretches. */
  activity: z.array(z.number()),
  idle: z.array(z.object({ fromMs: z.number(), untilMs: z.number() })),
  events: z.array(z.object({ atMs: z.number(), kind: z.string(), text: z.string() })),
  /** Where a picture may start without anything older. */
  keyframesMs: z.array(z.number()),
  channels: z.array(
    z.object({
      channel: z.number().int(),
      kind: z.string(),
      columns: z.number().nullable(),
      rows: z.number().nullable(),
    }),
  ),
});
export type RecordingTimeline = z.infer<typeof RecordingTimeline>;

/**
 * One line of GET /api/recordings/{id}/frames?fromMs=&untilMs= (application/x-ndjson), in time order.
 * `key` is a whole screen to write after a reset; `resize` carries `columns` and `rows`.
 */
export const RecordingFrame = z.object({
  atMs: z.number(),
  channel: z.number().int(),
  kind: z.enum([
    'key',
    'terminal-out',
    'terminal-err',
    'terminal-in',
    'stream-out',
    'stream-in',
    'resize',
    'event',
  ]),
  /** Base64 of the bytes. */
  data: z.string().optional(),
  columns: z.number().int().optional(),
  rows: z.number().int().optional(),
  text: z.string().optional(),
});
export type RecordingFrame = z.infer<typeof RecordingFrame>;

/** GET /api/recordings/{id}/search?q= */
export const RecordingSearchAnswer = z.object({
  hits: z.array(
    z.object({ atMs: z.number(), text: z.string(), start: z.number().int(), length: z.number().int() }),
  ),
  truncated: z.boolean(),
});
export type RecordingSearchAnswer = z.infer<typeof RecordingSearchAnswer>;

/** POST /api/recordings/{id}/verifications */
export const VerificationAnswer = z.object({
  /** `unaltered` whole and proven; `gaps` something is missing, and named; `altered`; `unreadable`. */
  verdict: z.enum(['unaltered', 'gaps', 'altered', 'unreadable']),
  /** One sentence a plant manager understands. */
  sentence: z.string(),
  findings: z.array(
    z.object({
      kind: z.string(),
      text: z.string(),
      chunk: z.number().int().nullable(),
      atMs: z.number().nullable(),
    }),
  ),
  chunks: z.number().int(),
  checkpoints: z.number().int(),
  /** Whether every checkpoint was also found in the audit trail. */
  auditTrailAgrees: z.boolean(),
  checkedAt: Instant,
});
export type VerificationAnswer = z.infer<typeof VerificationAnswer>;
