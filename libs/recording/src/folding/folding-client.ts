import { existsSync } from 'node:fs';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Checkpoint, RecordingEnding, SealedRecording } from '../recorder.js';
import type { ReadableUpTo } from '../spool/spool-reader.js';
import type { FoldingReport, FoldingRequest } from './folding-messages.js';
import { serveFolding } from './folding-service.js';
import type { FoldJob, FoldTime } from './recording-folder.js';

export interface FoldListener {
  folded(consumedBytes: number): void;
  checkpoint(checkpoint: Checkpoint): void;
  sealed(sealed: SealedRecording): void;
  /** The folding stands still until the next request; nothing is lost. */
  failed(message: string): void;
}

/** The folding of one recording, seen from the thread that records. */
export interface FoldHandle {
  advance(upTo: ReadableUpTo, time: FoldTime): void;
  seal(ending: RecordingEnding, time: FoldTime): void;
  /** Leaves the files as they are. */
  release(): void;
}

/** The one folding of this process: compression, hashing and screens of all its recordings in one worker. */
export function sharedFolding(): FoldingClient {
  return (shared ??= new FoldingClient());
}

let shared: FoldingClient | undefined;

interface Open {
  job: FoldJob;
  listener: FoldListener;
  lastAdvance?: FoldingRequest;
  seal?: FoldingRequest;
}

interface Peer {
  postMessage(message: FoldingRequest): void;
  ref(): void;
  unref(): void;
}

const restartAfterMs = 500;

export class FoldingClient {
  private readonly recordings = new Map<string, Open>();
  private peer: Peer | undefined;
  private restarting: NodeJS.Timeout | undefined;

  open(job: FoldJob, listener: FoldListener): FoldHandle {
    const id = job.recordingId;
    const open: Open = { job, listener };
    this.recordings.set(id, open);
    this.send({ type: 'open', id, job });
    return {
      advance: (upTo, time) => this.send((open.lastAdvance = { type: 'advance', id, upTo, time })),
      seal: (ending, time) => this.send((open.seal = { type: 'seal', id, ending, time })),
      release: () => this.release(id),
    };
  }

  private send(request: FoldingRequest): void {
    this.peer ??= this.start();
    this.peer.ref();
    this.peer.postMessage(request);
  }

  /** Built, the folding runs in its worker. From the sources (tests), the same service answers on this thread. */
  private start(): Peer {
    const entry = new URL('./folding-worker.js', import.meta.url);
    if (!existsSync(entry)) return this.startOnThisThread();
    const worker = new Worker(entry, { name: 'folding' });
    worker.on('message', (report: FoldingReport) => this.hear(report));
    // An 'error' is followed by 'exit'; without a listener it would end the process and its sessions.
    worker.on('error', (error: Error) => this.tellAll(error.message));
    worker.on('exit', () => {
      if (this.peer === worker) this.restart();
    });
    return worker;
  }

  private startOnThisThread(): Peer {
    const { port1, port2 } = new MessageChannel();
    serveFolding(port2);
    port1.on('message', (report: FoldingReport) => this.hear(report));
    port2.unref();
    return port1;
  }

  /**
   * The containers are unfinished, no more: the new worker goes on where they end. Of two that end at once, the later one counts:
   * no recording is opened twice in one worker.
   */
  private restart(): void {
    this.peer = undefined;
    clearTimeout(this.restarting);
    if (this.recordings.size === 0) return;
    this.restarting = setTimeout(() => {
      for (const [id, { job, lastAdvance, seal }] of this.recordings) {
        this.send({ type: 'open', id, job });
        if (lastAdvance) this.send(lastAdvance);
        if (seal) this.send(seal);
      }
    }, restartAfterMs);
  }

  private hear(report: FoldingReport): void {
    const listener = this.recordings.get(report.id)?.listener;
    if (report.type === 'folded') listener?.folded(report.consumedBytes);
    else if (report.type === 'checkpoint') listener?.checkpoint(report.checkpoint);
    else if (report.type === 'failed') listener?.failed(report.message);
    else {
      this.forget(report.id);
      listener?.sealed(report.sealed);
    }
  }

  private tellAll(message: string): void {
    for (const { listener } of this.recordings.values()) listener.failed(message);
  }

  private release(id: string): void {
    if (this.recordings.has(id)) this.send({ type: 'release', id });
    this.forget(id);
  }

  /** Without recordings the worker does not keep the process alive. */
  private forget(id: string): void {
    this.recordings.delete(id);
    if (this.recordings.size === 0) this.peer?.unref();
  }
}
