import type { RecordingFrame, RecordingTimeline, VerificationAnswer } from '@gatehouse/contracts';
import type { RecordingEvidence, RecordingToOpen } from '@gatehouse/persistence';
import { chunkFlags, summariseTimeline } from '@gatehouse/recording';
import type { RecordingReader, RecordingVerdict, ReplayFrame } from '@gatehouse/recording';
import { MalformedScreen, parseScreenUpdate } from '@gatehouse/screen';
import { eventText } from './event-text.js';

const buckets = 400;

export async function presentTimeline(
  recording: RecordingToOpen,
  reader: RecordingReader,
): Promise<RecordingTimeline> {
  const timeline = await summariseTimeline(reader, { buckets });
  const keyframesMs = reader.chunks
    .filter((chunk) => chunk.type === 'data' && (chunk.flags & chunkFlags.key) !== 0)
    .map((chunk) => chunk.t0 / 1000);
  return {
    recordingId: recording.id,
    sessionId: recording.sessionId,
    startedAt: reader.header.startedAt,
    durationMs: timeline.durationMs,
    activity: timeline.activity,
    idle: timeline.idle.map(({ fromMs, toMs }) => ({ fromMs, untilMs: toMs })),
    events: timeline.events.map(({ atMs, event }) => ({ atMs, kind: event.type, text: eventText(event) })),
    keyframesMs: [0, ...keyframesMs.filter((ms) => ms > 0)],
    channels: await channelsOf(reader),
  };
}

/** The first size of every channel, from the beginning of the recording. */
async function channelsOf(reader: RecordingReader): Promise<RecordingTimeline['channels']> {
  const channels = new Map<number, RecordingTimeline['channels'][number]>();
  for await (const frame of reader.frames({ toMs: 5_000 })) {
    const { channel } = frame;
    const known = channels.get(channel) ?? { channel, kind: 'stream', columns: null, rows: null };
    channels.set(channel, known);
    if (known.kind !== 'stream') continue;
    const size = frame.kind === 'resize' ? sizeOf(frame.data) : null;
    if (size) Object.assign(known, { kind: 'terminal', ...size });
    if (frame.kind === 'screen-update')
      Object.assign(known, { kind: 'desktop', ...screenSizeOf(frame.data) });
  }
  return [...channels.values()];
}

/** Nothing when the update does not begin with a size, or is malformed. */
function screenSizeOf(data: Buffer): { width?: number; height?: number } {
  try {
    const [first] = parseScreenUpdate(data);
    return first?.kind === 'size' ? { width: first.width, height: first.height } : {};
  } catch (error) {
    if (error instanceof MalformedScreen) return {};
    throw error;
  }
}

/** Null for kinds the player has no use for. */
export function presentFrame(frame: ReplayFrame): RecordingFrame | null {
  const common = { atMs: frame.atMs, channel: frame.channel };
  switch (frame.kind) {
    case 'screen':
      return { ...common, kind: 'key', data: frame.data.toString('base64') };
    case 'terminal-out':
    case 'terminal-err':
    case 'terminal-in':
    case 'stream-out':
    case 'stream-in':
    case 'input':
    case 'clipboard':
      return { ...common, kind: frame.kind, data: frame.data.toString('base64') };
    case 'screen-update':
    case 'cursor':
    case 'pointer': {
      const data = frame.data.toString('base64');
      return { ...common, kind: frame.kind, data, ...(frame.isState ? { isState: true } : {}) };
    }
    case 'resize': {
      const size = sizeOf(frame.data);
      return size && { ...common, kind: 'resize', ...size };
    }
    case 'event': {
      const event = parseEvent(frame.data);
      return event && { ...common, kind: 'event', text: eventText(event) };
    }
    default:
      return null;
  }
}

export function presentVerdict(
  verdict: RecordingVerdict,
  evidence: RecordingEvidence,
  checkedAt: Date,
): VerificationAnswer {
  const disagrees = verdict.findings.some((finding) => finding.kind === 'audit-trail');
  return {
    verdict: verdictOf(verdict),
    sentence: verdict.summary,
    findings: verdict.findings.map((finding) => ({
      kind: finding.kind,
      text: finding.text,
      chunk: finding.chunks?.[0] ?? null,
      atMs: finding.ms?.[0] ?? null,
    })),
    chunks: verdict.chunks,
    checkpoints: evidence.checkpoints.length,
    auditTrailAgrees:
      evidence.checkpoints.length > 0 && !disagrees && verdict.signedBy === 'key-that-was-given',
    checkedAt: checkedAt.toISOString(),
  };
}

/** `gaps`: nothing that is there was changed, but something is not there, or its end cannot be shown. */
function verdictOf(verdict: RecordingVerdict): VerificationAnswer['verdict'] {
  if (verdict.verdict === 'not-a-recording') return 'unreadable';
  if (verdict.verdict === 'altered') return 'altered';
  const isCut = verdict.verdict === 'end-not-proven' || verdict.ending?.complete === false;
  return isCut ? 'gaps' : 'unaltered';
}

function sizeOf(data: Buffer): { columns: number; rows: number } | null {
  const match = /^(\d{1,5})x(\d{1,5})$/.exec(data.toString('latin1'));
  if (!match) return null;
  // A recorded size is what a client claimed; no screen is larger than this.
  return { columns: clamp(Number(match[1]), 500), rows: clamp(Number(match[2]), 300) };
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(1, value));
}

function parseEvent(data: Buffer): { type: string; [member: string]: unknown } | null {
  try {
    const value = JSON.parse(data.toString('utf8')) as { type?: unknown } | null;
    return typeof value?.type === 'string' ? (value as { type: string }) : null;
  } catch {
    return null;
  }
}
