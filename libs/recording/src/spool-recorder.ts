import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, DomainError } from '@gatehouse/kernel';
import type { FoldingBacklog } from './folding/folding-backlog.js';
import type { FoldHandle, FoldingClient } from './folding/folding-client.js';
import type { FoldJob, FoldTime } from './folding/recording-folder.js';
import { maxFrameBytes } from './frame.js';
import type { Checkpoint, RecordedFrame, Recorder, RecordingEnding, SealedRecording } from './recorder.js';
import type { SpoolWriter } from './spool/spool-writer.js';

export interface SpoolRecorderParts {
  spool: SpoolWriter;
  job: FoldJob;
  folding: FoldingClient;
  clock: Clock;
  backlog: FoldingBacklog;
  sealWithinMs: number;
}

const advanceEveryMs = 250;
const advanceEveryBytes = 1 << 20;
/** While nothing is written only time passes, for checkpoints and screens that are put away. */
const idleAdvanceEveryMs = 1000;
const sealRetryMs = 500;

/** Writes to the spool, and keeps the folding going behind it. */
export class SpoolRecorder implements Recorder {
  private readonly startedMs: number;
  private readonly listeners: ((checkpoint: Checkpoint) => void)[] = [];
  /** Checkpoints from before the first listener. */
  private unheard: Checkpoint[] = [];
  private readonly folding: FoldHandle;
  private readonly timer: NodeJS.Timeout;
  private lastMicros = 0;
  private advancedBytes = 0;
  private advancedMs = 0;
  private frames = 0;
  private bytes = 0;
  private closing: Promise<SealedRecording> | undefined;
  private onSealProgress: (() => void) | undefined;
  private onSealed: ((sealed: SealedRecording) => void) | undefined;
  private onSealFailed: ((message: string) => void) | undefined;

  constructor(private readonly parts: SpoolRecorderParts) {
    const { spool, job, folding, clock, backlog } = parts;
    this.startedMs = clock.monotonicMs();
    this.folding = folding.open(job, {
      folded: (consumedBytes) => {
        backlog.folded(consumedBytes);
        this.onSealProgress?.();
      },
      checkpoint: (checkpoint) => this.tell(checkpoint),
      sealed: (sealed) => this.onSealed?.(sealed),
      failed: (message) => {
        backlog.stopped();
        this.onSealFailed?.(message);
      },
    });
    spool.onWritten(({ totalBytes }) => {
      backlog.wrote(totalBytes);
      if (totalBytes - this.advancedBytes >= advanceEveryBytes) this.advance();
    });
    this.timer = setInterval(() => this.advanceWhereDue(), advanceEveryMs);
  }

  get stats(): Recorder['stats'] {
    return { framesRecorded: this.frames, bytesRecorded: this.bytes, spoolBytes: this.parts.backlog.bytes };
  }

  async record(frame: RecordedFrame): Promise<void> {
    const { channel, kind, data, at } = frame;
    if (!Number.isInteger(channel) || channel < 0 || channel > maxChannel || data.length > maxFrameBytes)
      throw new DomainError('invalid-input', 'A frame has a channel number and at most 8 MiB of data.');
    const micros = at === undefined ? this.nowMicros() : Math.max(0, Math.round(at * 1000));
    this.lastMicros = Math.max(this.lastMicros, micros);
    const isUnkept = !this.parts.job.inputDataKey && (kind === 'terminal-in' || kind === 'input');
    await this.parts.spool.append({
      channel,
      kind,
      atMicros: this.lastMicros,
      // An empty record keeps the order: what cannot be recorded is not passed on, also when it is not kept.
      data: isUnkept ? Buffer.alloc(0) : data,
    });
    this.frames++;
    this.bytes += data.length;
  }

  onCheckpoint(listener: (checkpoint: Checkpoint) => void): void {
    this.listeners.push(listener);
    for (const checkpoint of this.unheard.splice(0)) listener(checkpoint);
  }

  close(ending: RecordingEnding): Promise<SealedRecording> {
    return (this.closing ??= this.end(ending));
  }

  private async end(ending: RecordingEnding): Promise<SealedRecording> {
    let whole = true;
    try {
      await this.parts.spool.close();
    } catch {
      // What was acknowledged is in the spool: it is sealed as what it is, a recording that was cut off.
      whole = false;
    }
    clearInterval(this.timer);
    try {
      return await this.seal({ reason: ending.reason, complete: ending.complete && whole });
    } catch (error) {
      this.folding.release();
      await this.letGo();
      throw error;
    }
  }

  private seal(ending: RecordingEnding): Promise<SealedRecording> {
    return new Promise((resolve, reject) => {
      let message = 'the folding did not answer';
      const send = () => this.folding.seal(ending, this.now());
      let retry: NodeJS.Timeout | undefined;
      const over = setTimeout(() => {
        clearTimeout(retry);
        reject(new DomainError('recorder-unavailable', unfinished(message)));
      }, this.parts.sealWithinMs);
      // Much may be left to fold: only standing still counts.
      this.onSealProgress = () => over.refresh();
      this.onSealFailed = (failure) => {
        message = failure;
        clearTimeout(retry);
        retry = setTimeout(send, sealRetryMs);
      };
      this.onSealed = (sealed) => {
        clearTimeout(over);
        clearTimeout(retry);
        resolve(sealed);
      };
      send();
    });
  }

  /** Another process may seal what this one could not. */
  private async letGo(): Promise<void> {
    const [home] = this.parts.job.spoolDirectories;
    if (home) await unlink(path.join(home, 'owner')).catch(() => undefined);
  }

  private advanceWhereDue(): void {
    const isIdle = this.parts.spool.position.totalBytes === this.advancedBytes;
    if (!isIdle || performance.now() - this.advancedMs >= idleAdvanceEveryMs) this.advance();
  }

  private advance(): void {
    const { segment, bytes, totalBytes } = this.parts.spool.position;
    this.advancedBytes = totalBytes;
    this.advancedMs = performance.now();
    this.folding.advance({ segment, bytes }, this.now());
  }

  private now(): FoldTime {
    return { t: Math.max(this.lastMicros, this.nowMicros()), at: this.parts.clock.now().toISOString() };
  }

  private nowMicros(): number {
    return Math.max(0, Math.round((this.parts.clock.monotonicMs() - this.startedMs) * 1000));
  }

  private tell(checkpoint: Checkpoint): void {
    if (this.listeners.length === 0) this.unheard.push(checkpoint);
    for (const listener of this.listeners) listener(checkpoint);
  }
}

const maxChannel = 2 ** 31 - 1;

function unfinished(cause: string): string {
  return `The recording is kept in the spool but could not be finished (${cause}). Check the disk of the recordings.`;
}
