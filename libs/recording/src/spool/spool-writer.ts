import path from 'node:path';
import type { Frame } from '../frame.js';
import { RecorderLost } from '../recorder-lost.js';
import { pause, Wedged, withinMs } from './deadline.js';
import { KeepAsSealed } from './keep-as-sealed.js';
import type { SpoolDisk } from './spool-disk.js';
import { encodeSpoolHead, type SpoolHead } from './spool-head.js';
import { isUnderInputKey, sealSpoolRecord, type SpoolKeys } from './spool-record.js';
import { SpoolSegment } from './spool-segment.js';

export interface SpoolWriterOptions {
  disk: SpoolDisk;
  /** Folders of this recording, the preferred one first. The first exists already; others are made when needed. */
  directories: readonly [string, ...string[]];
  keys: SpoolKeys;
  head: Omit<SpoolHead, 'segment'>;
  limits?: Partial<SpoolLimits>;
  /** Awaited before each write: the place to slow down a session that outruns the folding. */
  gate?: () => Promise<void>;
  /** The disk is full: gives back what was set aside for this moment. */
  releaseReserve?: () => Promise<void>;
}

export interface SpoolLimits {
  segmentBytes: number;
  batchBytes: number;
  /** Most time between a write and the start of its fdatasync; another 100 ms are left for the disk. */
  syncAfterMs: number;
  unsyncedForMs: number;
  /** A call that does not answer for so long counts as failed. */
  wedgedAfterMs: number;
  /** From the first failure until the recorder is lost. */
  loseAfterMs: number;
}

const usualLimits: SpoolLimits = {
  segmentBytes: 32 << 20,
  batchBytes: 1 << 20,
  syncAfterMs: 150,
  unsyncedForMs: 250,
  wedgedAfterMs: 1000,
  loseAfterMs: 5000,
};

/** How far the spool is whole. */
export interface SpoolPosition {
  segment: number;
  /** Bytes of that segment. */
  bytes: number;
  /** Bytes of all segments. */
  totalBytes: number;
}

interface Waiting {
  frame: Frame;
  resolve: () => void;
  reject: (error: RecorderLost) => void;
}

/**
 * Writes frames in order, several of one tick in one writev. A frame is acknowledged after write(2) returned.
 * Invariant: once one frame was refused, every later one is; nothing is acknowledged behind a gap.
 */
export class SpoolWriter {
  private readonly limits: SpoolLimits;
  private readonly listeners: ((position: SpoolPosition) => void)[] = [];
  private readonly unsynced = new Set<SpoolSegment>();
  private readonly keepAsSealed = new KeepAsSealed();
  private queue: Waiting[] = [];
  private nextRecord = 0;
  private nextSegment = 0;
  private totalBytes = 0;
  private current!: SpoolSegment;
  private currentFault: string | undefined;
  private oldestUnsyncedMs: number | undefined;
  private syncTimer: NodeJS.Timeout | undefined;
  private syncing: Promise<void> | undefined;
  private pumping: Promise<void> | undefined;
  private lost: RecorderLost | undefined;

  private constructor(private readonly options: SpoolWriterOptions) {
    this.limits = { ...usualLimits, ...options.limits };
  }

  /** Throws RecorderLost when no segment can be opened, written and synced. */
  static async open(options: SpoolWriterOptions): Promise<SpoolWriter> {
    const writer = new SpoolWriter(options);
    try {
      const opened = (async () => {
        writer.current = await writer.createSegment(options.directories[0]);
        await writer.current.sync();
      })();
      await withinMs(opened, writer.limits.loseAfterMs);
    } catch (error) {
      throw writer.recorderLost(faultOf(error));
    }
    return writer;
  }

  get position(): SpoolPosition {
    return { segment: this.current.number, bytes: this.current.bytes, totalBytes: this.totalBytes };
  }

  onWritten(listener: (position: SpoolPosition) => void): void {
    this.listeners.push(listener);
  }

  append(frame: Frame): Promise<void> {
    if (this.lost) return Promise.reject(this.lost);
    return new Promise((resolve, reject) => {
      this.queue.push({ frame, resolve, reject });
      // Started in a microtask: what else is recorded in this tick joins the same write.
      this.pumping ??= Promise.resolve().then(() => this.pump());
    });
  }

  /** Writes and syncs all that was appended. Throws RecorderLost when something could not be written. */
  async close(): Promise<void> {
    await this.pumping;
    clearTimeout(this.syncTimer);
    await this.syncing;
    // A sync that fails now loses nothing: the container is synced before the spool is dropped.
    if (!this.lost) await this.syncGroup();
    clearTimeout(this.syncTimer);
    this.current.abandon();
    if (this.lost) throw this.lost;
    this.lost = this.recorderLost('closed');
  }

  private async pump(): Promise<void> {
    try {
      while (this.queue.length > 0) {
        await this.options.gate?.();
        const deadlineMs = performance.now() + this.limits.loseAfterMs;
        await this.holdWhileUnsynced();
        const batch = this.takeBatch();
        await this.write(this.seal(batch.map((waiting) => waiting.frame)), batch, deadlineMs);
        for (const waiting of batch) waiting.resolve();
        for (const listener of this.listeners) listener(this.position);
      }
    } catch (error) {
      this.lose(error instanceof RecorderLost ? error : this.recorderLost(faultOf(error)));
    } finally {
      this.pumping = undefined;
    }
  }

  private takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.queue.length && count < 256) {
      bytes += this.queue[count]?.frame.data.length ?? 0;
      if (count > 0 && bytes > this.limits.batchBytes) break;
      count++;
    }
    return this.queue.splice(0, count);
  }

  /** Neighbours that share a key share a record. */
  private seal(frames: readonly Frame[]): Buffer[] {
    const { keys } = this.options;
    const buffers: Buffer[] = [];
    let start = 0;
    for (let end = 1; end <= frames.length; end++) {
      const frame = frames[end];
      const first = frames[start];
      if (frame && first && isUnderInputKey(keys, frame) === isUnderInputKey(keys, first)) continue;
      const shared = frames.slice(start, end);
      buffers.push(...sealSpoolRecord(keys, this.nextRecord++, shared, this.keepAsSealed.fits(shared)));
      start = end;
    }
    return buffers;
  }

  private async write(buffers: Buffer[], batch: Waiting[], deadlineMs: number): Promise<void> {
    try {
      await this.writeSomewhere(buffers, deadlineMs);
    } catch (error) {
      const lost = error instanceof RecorderLost ? error : this.recorderLost(faultOf(error));
      for (const waiting of batch) waiting.reject(lost);
      throw lost;
    }
    for (const buffer of buffers) this.totalBytes += buffer.length;
    this.scheduleSync();
  }

  private async writeSomewhere(buffers: Buffer[], deadlineMs: number): Promise<void> {
    if (this.currentFault !== undefined)
      return this.writeElsewhere(buffers, deadlineMs, this.currentFault, this.options.directories);
    const [, ...others] = this.options.directories;
    const work = this.writeHere(buffers);
    try {
      await withinMs(work, others.length > 0 ? this.limits.wedgedAfterMs : deadlineMs - performance.now());
    } catch (error) {
      if (!(error instanceof Wedged))
        return this.writeElsewhere(buffers, deadlineMs, faultOf(error), this.options.directories);
      if (others.length === 0) throw error;
      // A disk that is only slow may still answer first; what then stands twice is known by its record number.
      let isWanted = true;
      const elsewhere = this.writeElsewhere(buffers, deadlineMs, 'wedged', others, () => isWanted);
      await Promise.race([elsewhere, work.catch(() => elsewhere)]);
      isWanted = false;
    }
  }

  private async writeHere(buffers: Buffer[]): Promise<void> {
    if (this.current.bytes >= this.limits.segmentBytes) await this.rotate();
    await this.current.write(buffers);
  }

  /** The other folder first, then a fresh file in the same one (the fault may have passed), until the deadline. */
  private async writeElsewhere(
    buffers: Buffer[],
    deadlineMs: number,
    cause: string,
    directories: readonly string[],
    isWanted = () => true,
  ): Promise<void> {
    const [first = '', ...others] = directories;
    const failed = this.current;
    let fault = cause;
    if (fault === 'ENOSPC' || fault === 'EDQUOT')
      await withinMs(this.options.releaseReserve?.() ?? Promise.resolve(), 500).catch(() => undefined);
    for (let attempt = 0; isWanted(); attempt++) {
      for (const directory of [...others, first]) {
        const leftMs = deadlineMs - performance.now();
        if (leftMs <= 0) throw this.recorderLost(fault);
        try {
          const segment = await this.newSegment(
            directory,
            Math.min(leftMs, this.limits.wedgedAfterMs),
            buffers,
          );
          if (!isWanted()) return segment.abandon();
          this.unsynced.delete(failed);
          failed.abandon();
          this.current = segment;
          this.currentFault = undefined;
          return;
        } catch (error) {
          fault = faultOf(error);
        }
      }
      await pause(Math.max(0, Math.min(100 * (attempt + 1), deadlineMs - performance.now())));
    }
  }

  /** A segment that comes too late is not used: what it then holds twice, readers know by the record number. */
  private async newSegment(directory: string, waitMs: number, buffers: Buffer[]): Promise<SpoolSegment> {
    const work = this.createSegment(directory).then(async (segment) => {
      await segment.write(buffers);
      return segment;
    });
    try {
      return await withinMs(work, waitMs);
    } catch (error) {
      work.then(
        (late) => late.abandon(),
        () => undefined,
      );
      throw error;
    }
  }

  private async createSegment(directory: string): Promise<SpoolSegment> {
    const { disk, head } = this.options;
    if (directory !== this.options.directories[0] || this.nextSegment > 0)
      await this.ensureDirectory(directory);
    const segment = this.nextSegment++;
    const bytes = encodeSpoolHead({ ...head, segment });
    return SpoolSegment.create(disk, directory, segment, bytes);
  }

  private async ensureDirectory(directory: string): Promise<void> {
    await this.options.disk.makeDirectory(directory).catch((error: unknown) => {
      if (faultOf(error) !== 'EEXIST') throw error;
    });
  }

  private async rotate(): Promise<void> {
    const old = this.current;
    this.current = await this.newSegment(old.directory, this.limits.loseAfterMs, []);
    if (!this.unsynced.has(old)) await old.retire();
  }

  private scheduleSync(): void {
    this.unsynced.add(this.current);
    this.oldestUnsyncedMs ??= performance.now();
    this.armSync();
  }

  private armSync(): void {
    this.syncTimer ??= setTimeout(() => {
      this.syncTimer = undefined;
      this.syncing ??= this.syncGroup();
    }, this.limits.syncAfterMs);
  }

  /** Never rejects: a failed sync makes the next write go elsewhere. */
  private async syncGroup(): Promise<void> {
    const segments = [...this.unsynced];
    this.unsynced.clear();
    const startedMs = performance.now();
    // With another folder at hand a disk that does not answer is left early; without, it is waited for.
    const patienceMs = this.limits[this.options.directories.length > 1 ? 'wedgedAfterMs' : 'loseAfterMs'];
    try {
      for (const segment of segments) {
        const work = segment === this.current ? segment.sync() : segment.retire();
        await withinMs(work, patienceMs);
      }
    } catch (error) {
      if (segments.includes(this.current)) this.currentFault = faultOf(error);
    } finally {
      this.syncing = undefined;
      this.oldestUnsyncedMs = this.unsynced.size > 0 ? startedMs : undefined;
      if (this.unsynced.size > 0) this.armSync();
    }
  }

  /**
   * What is acknowledged may be at most 250 ms away from the disk's platter. When the disk needs longer, the next
   * write waits for it.
   */
  private async holdWhileUnsynced(): Promise<void> {
    if (this.oldestUnsyncedMs === undefined) return;
    if (performance.now() - this.oldestUnsyncedMs < this.limits.unsyncedForMs) return;
    this.syncing ??= this.syncGroup();
    await this.syncing;
  }

  private lose(error: RecorderLost): void {
    this.lost ??= error;
    clearTimeout(this.syncTimer);
    for (const waiting of this.queue) waiting.reject(this.lost);
    this.queue = [];
  }

  private recorderLost(fault: string): RecorderLost {
    const where = path.dirname(this.options.directories[0]);
    return new RecorderLost(
      `The recording cannot be written, so nothing is passed on. Check the disk of ${where} (${fault}).`,
      fault,
    );
  }
}

function faultOf(error: unknown): string {
  if (error instanceof Wedged) return 'wedged';
  return (error as NodeJS.ErrnoException | null)?.code ?? 'unknown';
}
