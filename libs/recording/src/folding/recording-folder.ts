import { createPrivateKey, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, linkSync, rmSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { isTypedInput } from '../channel-kind.js';
import { chunkFlags } from '../container/chunk-header.js';
import { type ContainerHeader } from '../container/container-header.js';
import { ContainerWriter, syncDirectory } from '../container/container-writer.js';
import { resumableContainer } from '../container/resume-container.js';
import type { Frame } from '../frame.js';
import type { Checkpoint, RecordingEnding, SealedRecording } from '../recorder.js';
import { type KeptRecord, type ReadableUpTo, SpoolReader, type SpoolRecord } from '../spool/spool-reader.js';
import { ChunkInProgress } from './chunk-in-progress.js';
import { KeptRun } from './kept-run.js';
import { RecordingScreens } from './recording-screens.js';

/** All that is needed to fold one recording. Plain data: it crosses to the worker. */
export interface FoldJob {
  recordingId: string;
  /** Folders of this recording, the preferred one first. */
  spoolDirectories: string[];
  openFile: string;
  sealedFile: string;
  header: ContainerHeader;
  dataKey: Buffer;
  inputDataKey?: Buffer;
  /** PKCS#8 PEM. */
  signingPrivateKey: string;
}

/** Where the recording stands in time. */
export interface FoldTime {
  /** Microseconds since the start. */
  t: number;
  /** Wall time, ISO 8601, UTC. */
  at: string;
}

const flushBytes = 1 << 20;
/** The state of a large desktop is spread over a group of KEY chunks. */
const mostKeyBytes = 8 << 20;
const flushAfterMicros = 2_000_000;
const checkpointAfterMicros = 10_000_000;
const idleCheckpointAfterMicros = 60_000_000;

/**
 * Turns the spool of one recording into its container: chunks, KEY chunks, checkpoints. Goes on from an unfinished
 * container, so a crash of the process or of the worker ends in the same file. What is folded, signed and synced is
 * dropped from the spool.
 */
export class RecordingFolder {
  /** Bytes of the spool that were read. */
  consumedBytes = 0;
  private output = new ChunkInProgress();
  private typed = new ChunkInProgress();
  private kept: KeptRun | undefined;
  /** Behind the last record that is in a chunk or on its way into one. */
  private nextRecord: number;
  private readonly screens = new RecordingScreens();
  private readonly reader: SpoolReader;
  private lastTime: number;
  private lastCheckpointTime = 0;
  private chunksAtCheckpoint = 0;

  private constructor(
    private readonly job: FoldJob,
    private readonly container: ContainerWriter,
    private readonly endedWith: { ending: RecordingEnding; at: string } | undefined,
  ) {
    this.reader = new SpoolReader(job.spoolDirectories, job, container.progress.records);
    this.nextRecord = container.progress.records;
    this.lastTime = container.progress.t1;
    this.lastCheckpointTime = this.lastTime;
    this.chunksAtCheckpoint = container.chunks;
  }

  static async open(job: FoldJob): Promise<RecordingFolder> {
    const signingKey = createPrivateKey(job.signingPrivateKey);
    const found = existsSync(job.openFile) ? resumableContainer(job.openFile, job) : undefined;
    if (!found) return new RecordingFolder(job, begin(job, signingKey), undefined);
    const { header, progress, ended, framesSinceKey } = found;
    const container = ContainerWriter.resume(job.openFile, header, signingKey, progress, ended);
    const endedWith = ended?.body.ending && { ending: ended.body.ending, at: ended.body.at };
    const folder = new RecordingFolder(job, container, endedWith);
    await folder.screens.restore(framesSinceKey.state, framesSinceKey.later);
    return folder;
  }

  get foldedRecords(): number {
    return this.container.progress.records;
  }

  /** Reads on and folds. True when there was something, so that there may be more. */
  async fold(upTo?: ReadableUpTo): Promise<boolean> {
    if (this.endedWith) return false;
    const slice = this.reader.read(flushBytes, upTo);
    for (const gap of slice.gaps) this.add(this.gapEvent(gap.fromRecord, gap.toRecord), false);
    for (const record of slice.records) {
      if (record.kept) this.keep(record.kept, record.typedInput);
      else await this.addFrames(record);
      this.nextRecord = record.number + 1;
    }
    this.flushKept();
    this.consumedBytes += slice.bytes;
    if (this.output.bytes + this.typed.bytes >= flushBytes) this.flush();
    if (this.screens.isKeyDue(this.lastTime)) await this.keyChunk(this.lastTime);
    return slice.bytes > 0;
  }

  private async addFrames(record: SpoolRecord): Promise<void> {
    this.flushKept();
    await this.catchUp(record.frames?.[0]?.atMicros ?? 0);
    if (!record.frames) this.add(this.gapEvent(record.number, record.number + 1), false);
    for (const frame of record.frames ?? []) {
      this.add(frame, record.typedInput);
      const problem = await this.screens.show(frame);
      if (problem !== null) this.add(this.unshownEvent(frame, record.number, problem), false);
    }
  }

  /** What is folded late comes in chunks as short, and with KEY chunks as often, as what is folded while it happens. */
  private async catchUp(t: number): Promise<void> {
    if (t - this.oldestPending() < flushAfterMicros) return;
    this.flush();
    if (this.screens.isKeyDue(t)) await this.keyChunk(t);
  }

  /** What came before stands in a chunk before it. */
  private keep(record: KeptRecord, typedInput: boolean): void {
    this.flush();
    if (this.kept && this.kept.typedInput !== typedInput) this.flushKept();
    this.kept ??= new KeptRun(typedInput);
    this.kept.add(record);
    this.lastTime = Math.max(this.lastTime, record.span.t1);
  }

  private flushKept(): void {
    const { kept } = this;
    if (!kept) return;
    this.kept = undefined;
    const { parts, t0, t1, frames, typedInput, holdsEvents } = kept;
    const flags = (typedInput ? chunkFlags.typedInput : 0) | (holdsEvents ? chunkFlags.events : 0);
    this.container.kept({ ...{ parts, t0, t1, frames, flags }, records: this.nextRecord });
  }

  /** What is due at this time: chunks, screens, checkpoints. Returns the checkpoint when one was made. */
  async advance(time: FoldTime): Promise<Checkpoint | undefined> {
    if (this.endedWith) return undefined;
    const first = this.container.chunks === 0;
    const oldest = this.oldestPending();
    if (time.t - oldest >= flushAfterMicros || (first && oldest !== Infinity)) this.flush();
    if (this.screens.isKeyDue(time.t)) await this.keyChunk(time.t);
    await this.screens.sleepIdle(time.t);
    const sinceMicros = time.t - this.lastCheckpointTime;
    const isNew =
      this.container.chunks > this.chunksAtCheckpoint || this.output.frames + this.typed.frames > 0;
    if (
      (this.container.chunks > 0 && this.chunksAtCheckpoint === 0) ||
      (isNew && sinceMicros >= checkpointAfterMicros) ||
      sinceMicros >= idleCheckpointAfterMicros
    )
      return this.checkpoint(time);
    return undefined;
  }

  /** Folds the rest and ends the recording. The spool is removed when the sealed file stands. */
  async seal(ending: RecordingEnding, time: FoldTime): Promise<SealedRecording> {
    while (await this.fold()) await yieldToOthers();
    this.flush();
    const t = Math.max(time.t, this.lastTime);
    const { endedWith } = this;
    const final = this.container.finish(time.at, t, this.nextRecord, ending);
    const { progress } = this.container;
    const sealed: SealedRecording = {
      recordingId: this.job.recordingId,
      path: this.job.sealedFile,
      size: progress.offset,
      finalCheckpoint: final,
      chunks: this.container.chunks,
      durationMs: Math.round(progress.t1 / 1000),
      ending: endedWith?.ending ?? ending,
    };
    this.publish();
    this.close();
    for (const directory of this.job.spoolDirectories) rmSync(directory, { recursive: true, force: true });
    return sealed;
  }

  close(): void {
    this.reader.close();
    this.screens.dispose();
    this.container.close();
  }

  private add(frame: Frame, typedInput: boolean): void {
    this.lastTime = Math.max(this.lastTime, frame.atMicros);
    if (typedInput) this.typed.add(frame);
    // Typed input without a key of its own was awaited, not kept.
    else if (!isTypedInput(frame.kind)) this.output.add(frame);
  }

  private gapEvent(fromRecord: number, toRecord: number): Frame {
    const event = { type: 'recording.gap', fromRecord, toRecord };
    return { channel: 0, kind: 'event', atMicros: this.lastTime, data: Buffer.from(JSON.stringify(event)) };
  }

  /** The frame itself is kept as it came: it is what was shown, or was meant to be. */
  private unshownEvent({ channel, kind, atMicros }: Frame, fromRecord: number, problem: string): Frame {
    const event = { type: 'recording.gap', fromRecord, toRecord: fromRecord + 1, kind, problem };
    return { channel, kind: 'event', atMicros, data: Buffer.from(JSON.stringify(event)) };
  }

  /** One group of chunks; only behind the last of them are the records folded. */
  private flush(): void {
    const { dataKey, inputDataKey } = this.job;
    if (this.output.frames > 0) {
      this.chunk(this.output, dataKey, 0, this.typed.frames > 0);
      this.output = new ChunkInProgress();
    }
    if (this.typed.frames > 0 && inputDataKey) {
      this.chunk(this.typed, inputDataKey, chunkFlags.typedInput, false);
      this.typed = new ChunkInProgress();
    }
  }

  private chunk(chunk: ChunkInProgress, key: Buffer, flags: number, more: boolean): void {
    const { parts, t0, t1, frames, holdsPictures } = chunk;
    this.container.data({
      ...{ parts, t0, t1, frames, key, holdsPictures },
      flags: flags | (chunk.holdsEvents ? chunkFlags.events : 0) | (more ? chunkFlags.more : 0),
      records: more ? this.foldedRecords : this.nextRecord,
    });
  }

  private async keyChunk(t: number): Promise<void> {
    this.flush();
    let chunk = new ChunkInProgress();
    for (const frame of await this.screens.stateFrames(this.lastTime)) {
      if (chunk.bytes > 0 && chunk.bytes + frame.data.length > mostKeyBytes) {
        this.chunk(chunk, this.job.dataKey, chunkFlags.key, true);
        chunk = new ChunkInProgress();
      }
      chunk.add(frame);
    }
    this.chunk(chunk, this.job.dataKey, chunkFlags.key, false);
    this.screens.keyMade(t);
  }

  /** Infinity when nothing waits for a chunk. */
  private oldestPending(): number {
    return Math.min(...[this.output, this.typed].filter((c) => c.frames > 0).map((c) => c.t0));
  }

  private checkpoint(time: FoldTime): Checkpoint {
    this.flush();
    const t = Math.max(time.t, this.lastTime);
    const checkpoint = this.container.checkpoint(time.at, t, this.nextRecord);
    this.lastCheckpointTime = t;
    this.chunksAtCheckpoint = this.container.chunks;
    for (const file of this.reader.finished.splice(0)) unlinkSync(file);
    return checkpoint;
  }

  /** A sealed file is never written over, and never written again. */
  private publish(): void {
    const { openFile, sealedFile } = this.job;
    if (!existsSync(sealedFile)) linkSync(openFile, sealedFile);
    chmodSync(sealedFile, 0o400);
    rmSync(openFile, { force: true });
    syncDirectory(path.dirname(sealedFile));
  }
}

/** A file without a whole header holds nothing yet: it is begun again. */
function begin(job: FoldJob, signingKey: KeyObject): ContainerWriter {
  rmSync(job.openFile, { force: true });
  return ContainerWriter.create(job.openFile, job.header, signingKey);
}

function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
