import { DomainError } from '@gatehouse/kernel';
import type { ChannelKind } from './channel-kind.js';
import { openChunkFrames } from './container/chunk-frames.js';
import { lastKeyGroup } from './container/last-key-group.js';
import { chunkFlags, chunkHeaderBytes, maxPayloadBytes, parseChunkHeader } from './container/chunk-header.js';
import type { IndexEntry } from './container/chunk-index.js';
import {
  type ContainerHeader,
  maxWholeHeaderBytes,
  parseContainerHeader,
} from './container/container-header.js';
import { composedFrom } from './desktop/composed-from.js';
import type { Frame } from './frame.js';
import { openRecordingFile, type RecordingSource } from './recording-source.js';
import { findIndex } from './replay/find-index.js';

export interface ReplayFrame {
  channel: number;
  kind: ChannelKind;
  /** Milliseconds since the start of the recording. */
  atMs: number;
  data: Buffer;
  /** Comes from a KEY chunk: it says what the screen already shows, and is no output of its own. */
  isState: boolean;
}

export interface ReplayOptions {
  /** Opens typed input. Without it those frames are left out. */
  inputDataKey?: Buffer;
}

export interface FrameRange {
  /** Frames begin at the last KEY chunk at or before this time, its state first; 0 when left out. */
  fromMs?: number;
  /** Exclusive. */
  toMs?: number;
  kinds?: readonly ChannelKind[];
  /**
   * Of desktops, what comes before `fromMs` is given as one state at `fromMs` (`isState`): `screen-update` frames of which
   * the first begins with a size, then `cursor` and `pointer`. Before `fromMs` there are only frames that make up the
   * screens of terminals.
   */
  composed?: boolean;
}

export interface RecordingReader {
  readonly header: ContainerHeader;
  readonly chunks: readonly IndexEntry[];
  readonly durationMs: number;
  /** In the order of their times. Throws `conflict` when a chunk does not open: it was altered, or the key is wrong. */
  frames(range?: FrameRange): AsyncGenerator<ReplayFrame>;
  /** The frames of one chunk; empty for typed input without its key. */
  framesOf(chunk: IndexEntry): Promise<ReplayFrame[]>;
  close(): Promise<void>;
}

/**
 * Opens a recording, sealed or still being written, for replay. Throws `invalid-input` when the file is none. This
 * reads; whether the recording is unaltered is for verifyRecording to say.
 */
export async function readRecording(
  file: string | RecordingSource,
  dataKey: Buffer,
  options: ReplayOptions = {},
): Promise<RecordingReader> {
  const source = typeof file === 'string' ? await openRecordingFile(file) : file;
  try {
    const parsed = parseContainerHeader(await source.read(0, maxWholeHeaderBytes));
    if ('problem' in parsed) throw new DomainError('invalid-input', parsed.problem);
    return new ContainerReader(
      source,
      parsed.header,
      await findIndex(source, parsed.length),
      dataKey,
      options,
    );
  } catch (error) {
    await source.close();
    throw error;
  }
}

class ContainerReader implements RecordingReader {
  readonly durationMs: number;

  constructor(
    private readonly source: RecordingSource,
    readonly header: ContainerHeader,
    readonly chunks: readonly IndexEntry[],
    private readonly dataKey: Buffer,
    private readonly options: ReplayOptions,
  ) {
    this.durationMs = chunks.reduce((latest, chunk) => Math.max(latest, chunk.t1), 0) / 1000;
  }

  async *frames(range: FrameRange = {}): AsyncGenerator<ReplayFrame> {
    const { fromMs = 0, toMs = Infinity, kinds, composed = false } = range;
    const isWanted = (frame: ReplayFrame) => frame.atMs < toMs && (!kinds || kinds.includes(frame.kind));
    const frames = composed
      ? composedFrom(fromMs, this.framesInOrder(fromMs, toMs))
      : this.framesInOrder(fromMs, toMs);
    for await (const frame of frames) if (isWanted(frame)) yield frame;
  }

  private async *framesInOrder(fromMs: number, toMs: number): AsyncGenerator<ReplayFrame> {
    const chunks = this.chunks.filter((chunk) => chunk.type === 'data');
    // From the beginning on there is all of it, also what a KEY chunk of the same moment stands for.
    const [from, stateEnd] = fromMs > 0 ? lastKeyGroup(chunks, fromMs * 1000) : [0, 0];
    // Output and typed input of the same moments stand in neighbouring chunks of one group.
    let group: ReplayFrame[] = [];
    for (const [position, chunk] of chunks.entries()) {
      const isKey = (chunk.flags & chunkFlags.key) !== 0;
      if (position < from || (isKey && position >= stateEnd)) continue;
      if (chunk.t0 / 1000 >= toMs && group.length === 0) break;
      group = merge(group, await this.framesOf(chunk));
      if (chunk.flags & chunkFlags.more) continue;
      yield* group;
      group = [];
    }
    yield* group;
  }

  async framesOf(chunk: IndexEntry): Promise<ReplayFrame[]> {
    const { inputDataKey } = this.options;
    if (chunk.type !== 'data' || (chunk.flags & chunkFlags.typedInput && !inputDataKey)) return [];
    const { recordingId } = this.header;
    const keys = { recordingId, dataKey: this.dataKey, ...(inputDataKey && { inputDataKey }) };
    const bytes = await this.source.read(
      chunk.offset,
      chunkHeaderBytes + Math.min(chunk.payloadBytes, maxPayloadBytes),
    );
    const header = parseChunkHeader(bytes);
    const headerBytes = bytes.subarray(0, chunkHeaderBytes);
    const frames =
      header?.seq === chunk.seq && header.payloadBytes === bytes.length - chunkHeaderBytes
        ? openChunkFrames(header, headerBytes, bytes.subarray(chunkHeaderBytes), keys)
        : undefined;
    if (!header || !frames)
      throw new DomainError(
        'conflict',
        `Chunk ${chunk.seq} of the recording does not open. Verify the recording.`,
      );
    const isState = (header.flags & chunkFlags.key) !== 0;
    return frames.map((frame) => replayFrame(frame, isState));
  }

  close(): Promise<void> {
    return this.source.close();
  }
}

function replayFrame(frame: Frame, isState: boolean): ReplayFrame {
  const { channel, kind, data, atMicros } = frame;
  return { channel, kind, atMs: atMicros / 1000, data, isState };
}

/** Both are in order; frames of one time keep the order of their chunks. */
function merge(one: ReplayFrame[], other: ReplayFrame[]): ReplayFrame[] {
  if ((one.at(-1)?.atMs ?? -1) <= (other[0]?.atMs ?? Infinity)) return one.concat(other);
  const merged: ReplayFrame[] = [];
  let left = 0;
  let right = 0;
  while (left < one.length || right < other.length) {
    const a = one[left];
    const b = other[right];
    if (a && (!b || a.atMs <= b.atMs)) merged.push(one[left++]!);
    else merged.push(other[right++]!);
  }
  return merged;
}
