import { z } from 'zod';
import { IdText, Instant } from './common.js';

/** GET /api/recordings/{id}/timeline. Viewing is audited here, once for each opening of the player. */
export const RecordingTimeline = z.object({
  recordingId: IdText,
  sessionId: IdText,
  startedAt: Instant,
  durationMs: z.number(),
  /** How much was shown, typed and pointed at in each of `activity.length` equal stretches. */
  activity: z.array(z.number()),
  idle: z.array(z.object({ fromMs: z.number(), untilMs: z.number() })),
  events: z.array(z.object({ atMs: z.number(), kind: z.string(), text: z.string() })),
  /** Where a picture may start without anything older. */
  keyframesMs: z.array(z.number()),
  channels: z.array(
    z.object({
      channel: z.number().int(),
      /** `terminal`, `desktop` or `stream`. */
      kind: z.string(),
      columns: z.number().nullable(),
      rows: z.number().nullable(),
      /** First size of a desktop, in pixels. */
      width: z.number().int().nullish(),
      height: z.number().int().nullish(),
    }),
  ),
});
export type RecordingTimeline = z.infer<typeof RecordingTimeline>;

/**
 * One line of GET /api/recordings/{id}/frames?fromMs=&untilMs=&composed= (application/x-ndjson), in time order.
 * `key` is a whole screen of a terminal to write after a reset; `resize` carries `columns` and `rows`. `screen-update`,
 * `cursor`, `pointer`, `input` and `clipboard` belong to a desktop, in the forms of `@gatehouse/screen`. With
 * `composed=true` the answer begins with what each desktop shows at `fromMs` (`isState`), then comes what followed.
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
    'screen-update',
    'cursor',
    'pointer',
    'input',
    'clipboard',
  ]),
  /** It says what a desktop shows already; one that begins with a size replaces the whole picture. */
  isState: z.boolean().optional(),
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
  /** False: it shows pictures only, in which nothing was searched. No hits then says nothing. */
  hasText: z.boolean(),
});
export type RecordingSearchAnswer = z.infer<typeof RecordingSearchAnswer>;

/** `form` of GET /api/recordings/{id}/video?form=&framesPerSecond=, a copy for people: the recording stays the evidence. */
export const VideoForm = z.enum(['mp4', 'webm']);
export type VideoForm = z.infer<typeof VideoForm>;

/** GET /api/recordings/{id}/video-progress: how far the video is that this person is fetching of it. 404 without one. */
export const VideoProgress = z.object({ doneMs: z.number(), durationMs: z.number() });
export type VideoProgress = z.infer<typeof VideoProgress>;

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
