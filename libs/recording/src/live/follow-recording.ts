import { existsSync } from 'node:fs';
import { type ChannelKind, isDesktopView } from '../channel-kind.js';
import { composeViews } from '../desktop/composed-views.js';
import type { Frame } from '../frame.js';
import { type RecordingDirectories, recordingPaths } from '../recording-paths.js';
import type { ReplayFrame } from '../replay.js';
import {
  listSegments,
  type ReadableUpTo,
  type SpoolGap,
  SpoolReader,
  type SpoolRecord,
} from '../spool/spool-reader.js';
import { type LatestScreen, readLatestScreen } from './latest-screen.js';

export interface LiveSlice {
  /** What follows begins with whole screens again; what was drawn before is to be forgotten. */
  readonly restart: boolean;
  /** Not everything between the last slice and this one was given. */
  readonly passedOver: boolean;
  /**
   * In order; empty when there is nothing new. Typed input is never among them, nor clipboards, nor data. With `restart`,
   * desktops come as one state each (`isState`), behind what else there is.
   */
  readonly frames: readonly ReplayFrame[];
  /** The recording was sealed and all of it was given. */
  readonly isLast: boolean;
}

/** How much is given at once, and how often in a row: whoever follows has then fallen behind, and goes on from a newer screen. */
const terminalPace = { sliceBytes: 256 << 10, mostFullSlices: 16 };
/** One change of a large desktop is larger than what a terminal says in a second. */
const desktopPace = { sliceBytes: 4 << 20, mostFullSlices: 2 };
const readBytes = 256 << 10;
const joinTries = 8;

/**
 * Follows a recording that is being written, from the container's last KEY chunk on and then through the spool, where
 * every record stands before it is forwarded. Invariant: nothing is given that is not on record, nothing twice, and
 * nothing is left out without saying so. It reads files only: the session it follows does not know of it, and whoever
 * is slow to take slices costs that session nothing.
 */
export class RecordingFollower {
  readonly startedAt: string | null;
  private readonly paths: ReturnType<typeof recordingPaths>;
  private fullSlices = 0;
  private pace = terminalPace;
  private closed = false;

  private constructor(
    private readonly directories: RecordingDirectories,
    private readonly recordingId: string,
    private readonly dataKey: Buffer,
    private first: Joined | null,
    private spool: SpoolReader,
  ) {
    this.paths = recordingPaths(directories, recordingId);
    this.startedAt = first?.startedAt ?? null;
  }

  /**
   * Null when nothing of the recording is on this machine.
   * @param dataKey wiped by `close`.
   */
  static async join(
    directories: RecordingDirectories,
    recordingId: string,
    dataKey: Buffer,
  ): Promise<RecordingFollower | null> {
    const joined = await join(directories, recordingId, dataKey);
    return joined && new RecordingFollower(directories, recordingId, dataKey, joined, joined.spool);
  }

  /** What is there since the last call. */
  async next(): Promise<LiveSlice> {
    if (this.closed) return { ...nothing, isLast: true };
    if (this.first) return this.begin(this.first);
    if (this.fullSlices >= this.pace.mostFullSlices) {
      this.fullSlices = 0;
      const ahead = await this.ahead(this.spool.nextRecord + 1);
      if (ahead) return this.begin(ahead);
    }
    // Looked at before the spool is read: what is read after the seal is all there will ever be.
    const isSealed = !existsSync(this.paths.openFile) && existsSync(this.paths.sealedFile);
    const { sliceBytes } = this.pace;
    const slice = readOn(this.spool, sliceBytes, writtenUpTo(this.paths.spoolDirectories));
    this.fullSlices = slice.isFull ? this.fullSlices + 1 : 0;
    const gapEnd = slice.gaps.at(-1)?.toRecord;
    if (gapEnd !== undefined) {
      // Folded and dropped from the spool meanwhile; when the container does not have it either, it is truly lost.
      const ahead = await this.ahead(gapEnd);
      if (ahead) return this.begin(ahead);
    }
    const frames = slice.records.flatMap((record) => (record.frames ?? []).flatMap(shown));
    this.pace = paceOf(frames, this.pace);
    const passedOver = gapEnd !== undefined;
    if (!isSealed || !slice.isAtEnd) return { ...nothing, frames, passedOver };
    return this.ending();
  }

  close(): void {
    this.closed = true;
    this.spool.close();
    this.first?.spool.close();
    this.dataKey.fill(0);
  }

  private begin(joined: Joined): LiveSlice {
    if (this.spool !== joined.spool) this.spool.close();
    this.spool = joined.spool;
    this.first = null;
    this.pace = paceOf(joined.frames, this.pace);
    return { restart: true, passedOver: joined.passedOver, frames: joined.frames, isLast: false };
  }

  /** A newer place to go on from, when there is one at or behind this record. */
  private async ahead(record: number): Promise<Joined | null> {
    const joined = await join(this.directories, this.recordingId, this.dataKey);
    if (joined && joined.nextRecord >= record) return { ...joined, passedOver: true };
    joined?.spool.close();
    return null;
  }

  /** The spool goes with the seal; if it went before its last records were given, the sealed file has them. */
  private async ending(): Promise<LiveSlice> {
    const sealed = await readLatestScreen(this.paths.sealedFile, this.dataKey);
    if (!sealed || sealed.nextRecord <= this.spool.nextRecord) return { ...nothing, isLast: true };
    return {
      restart: true,
      passedOver: true,
      frames: composeViews(sealed.frames.filter(isShown)),
      isLast: true,
    };
  }
}

const nothing: LiveSlice = { restart: false, passedOver: false, frames: [], isLast: false };

interface Joined extends Omit<LatestScreen, 'startedAt'> {
  readonly startedAt: string | null;
  readonly spool: SpoolReader;
}

/** Container first, then the spool behind it; anew when the spool was shortened in between. */
async function join(
  directories: RecordingDirectories,
  recordingId: string,
  dataKey: Buffer,
): Promise<Joined | null> {
  const { openFile, sealedFile, spoolDirectories } = recordingPaths(directories, recordingId);
  for (let attempt = 1; ; attempt += 1) {
    const screen =
      (await readLatestScreen(openFile, dataKey)) ?? (await readLatestScreen(sealedFile, dataKey));
    const written = writtenUpTo(spoolDirectories);
    if (!screen && !written) return null;
    const nextRecord = screen?.nextRecord ?? 0;
    const spool = new SpoolReader(spoolDirectories, { recordingId, dataKey }, nextRecord);
    const pace = paceOf(screen?.frames ?? [], terminalPace);
    const slice = readOn(spool, pace.sliceBytes, written);
    const isTorn = slice.gaps.length > 0;
    if (isTorn && attempt < joinTries) {
      spool.close();
      continue;
    }
    const behind = slice.records.flatMap((record) => (record.frames ?? []).flatMap(shown));
    return {
      frames: composeViews([...(screen?.frames ?? []).filter(isShown), ...behind]),
      nextRecord,
      passedOver: isTorn || (screen?.passedOver ?? false),
      startedAt: screen?.startedAt ?? null,
      spool,
    };
  }
}

/**
 * The newest segment is being written: a record that is half there is waited for. Those before it are finished. Without
 * any, the spool is gone, and what is open is read to its end.
 */
function writtenUpTo(spoolDirectories: readonly string[]): ReadableUpTo | undefined {
  const newest = listSegments(spoolDirectories).at(-1);
  return newest && { segment: newest.number, bytes: Number.MAX_SAFE_INTEGER };
}

function shown({ channel, kind, atMicros, data }: Frame): ReplayFrame[] {
  const frame = { channel, kind, atMs: atMicros / 1000, data, isState: false };
  return isShown(frame) ? [frame] : [];
}

/** The next records, and how far they reach. What a join has from the container already is stepped over at once. */
function readOn(spool: SpoolReader, mostBytes: number, upTo: ReadableUpTo | undefined) {
  const records: SpoolRecord[] = [];
  const gaps: SpoolGap[] = [];
  let taken = 0;
  let isAtEnd = true;
  while (taken < mostBytes) {
    const slice = spool.read(readBytes, upTo);
    if (slice.bytes === 0) break;
    isAtEnd = false;
    records.push(...slice.records);
    gaps.push(...slice.gaps);
    if (slice.records.length > 0) taken += slice.bytes;
  }
  return { records, gaps, isFull: taken >= mostBytes, isAtEnd };
}

function paceOf(frames: readonly ReplayFrame[], before: typeof terminalPace): typeof terminalPace {
  return frames.some(({ kind }) => kind === 'screen-update') ? desktopPace : before;
}

const shownKinds: readonly ChannelKind[] = ['terminal-out', 'terminal-err', 'resize', 'event', 'screen'];

/**
 * What a screen shows and what is said about it. What was typed, clipboards, and the content of files and forwards are
 * not.
 */
function isShown({ kind }: ReplayFrame): boolean {
  return shownKinds.includes(kind) || isDesktopView(kind);
}
