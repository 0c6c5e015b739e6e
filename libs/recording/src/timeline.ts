import { chunkFlags } from './container/chunk-header.js';
import type { RecordingReader } from './replay.js';

export interface Timeline {
  durationMs: number;
  bucketMs: number;
  /** Frames per bucket, spread evenly over each chunk: enough to draw where something happened. */
  activity: number[];
  /** Spans in which nothing was shown or typed. */
  idle: { fromMs: number; toMs: number }[];
  events: { atMs: number; channel: number; event: { type: string; [member: string]: unknown } }[];
}

export interface TimelineOptions {
  /** 1 to 2000. */
  buckets?: number;
  /** Shorter pauses are not idle. Chunks last up to 2 s, so less than 3 s is not told apart. */
  idleAfterMs?: number;
}

const mostEvents = 10_000;

/** What the player draws under the picture. Reads clear headers, and opens only chunks that hold events. */
export async function summariseTimeline(
  reader: RecordingReader,
  options: TimelineOptions = {},
): Promise<Timeline> {
  const buckets = Math.min(2000, Math.max(1, Math.floor(options.buckets ?? 200)));
  const idleAfterMs = Math.max(3000, options.idleAfterMs ?? 5000);
  const { durationMs } = reader;
  const bucketMs = Math.max(1, durationMs / buckets);
  const timeline: Timeline = {
    durationMs,
    bucketMs,
    activity: new Array<number>(buckets).fill(0),
    idle: [],
    events: [],
  };
  let activeUntilMs = 0;
  for (const chunk of reader.chunks) {
    if (chunk.type !== 'data' || chunk.flags & chunkFlags.key) continue;
    const [fromMs, toMs] = [chunk.t0 / 1000, chunk.t1 / 1000];
    if (fromMs - activeUntilMs >= idleAfterMs) timeline.idle.push({ fromMs: activeUntilMs, toMs: fromMs });
    activeUntilMs = Math.max(activeUntilMs, toMs);
    const first = Math.min(buckets - 1, Math.floor(fromMs / bucketMs));
    const last = Math.min(buckets - 1, Math.floor(toMs / bucketMs));
    for (let bucket = first; bucket <= last; bucket++)
      timeline.activity[bucket]! += chunk.frames / (last - first + 1);
    if (chunk.flags & chunkFlags.events && timeline.events.length < mostEvents)
      timeline.events.push(...(await eventsOf(reader, chunk)));
  }
  if (durationMs - activeUntilMs >= idleAfterMs)
    timeline.idle.push({ fromMs: activeUntilMs, toMs: durationMs });
  return timeline;
}

async function eventsOf(
  reader: RecordingReader,
  chunk: RecordingReader['chunks'][number],
): Promise<Timeline['events']> {
  const events: Timeline['events'] = [];
  for (const { kind, channel, atMs, data } of await reader.framesOf(chunk)) {
    const event = kind === 'event' ? parseEvent(data) : undefined;
    if (event) events.push({ atMs, channel, event });
  }
  return events;
}

/** An event that is no JSON object with a type is not shown; its bytes stay in the recording. */
function parseEvent(data: Buffer): { type: string } | undefined {
  try {
    const value = JSON.parse(data.toString('utf8')) as { type?: unknown } | null;
    return typeof value?.type === 'string' ? (value as { type: string }) : undefined;
  } catch {
    return undefined;
  }
}
