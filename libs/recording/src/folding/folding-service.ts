import type { RecordingEnding } from '../recorder.js';
import type { ReadableUpTo } from '../spool/spool-reader.js';
import type { FoldingPort, FoldingReport, FoldingRequest } from './folding-messages.js';
import { type FoldJob, type FoldTime, RecordingFolder } from './recording-folder.js';

/** Answers folding requests for many recordings; a fault in one of them concerns no other. */
export function serveFolding(port: FoldingPort): void {
  const tasks = new Map<string, FoldingTask>();
  port.on('message', (request) => {
    if (request.type === 'open') {
      const task = new FoldingTask(request.id, withBuffers(request.job), (report) =>
        port.postMessage(report),
      );
      tasks.set(request.id, task);
      task.run();
      return;
    }
    const task = tasks.get(request.id);
    if (!task) return;
    task.take(request);
    if (request.type === 'release') tasks.delete(request.id);
    else task.run();
  });
}

/** The folding of one recording: one step at a time, so that others have their turn between two. */
class FoldingTask {
  private folder: RecordingFolder | undefined;
  private running = false;
  private again = false;
  private over = false;
  private upTo: ReadableUpTo | undefined;
  private time: FoldTime | undefined;
  private ending: RecordingEnding | undefined;

  constructor(
    private readonly id: string,
    private readonly job: FoldJob,
    private readonly report: (report: FoldingReport) => void,
  ) {}

  take(request: Exclude<FoldingRequest, { type: 'open' }>): void {
    if (request.type === 'release') {
      this.over = true;
      if (!this.running) this.closeFolder();
      return;
    }
    this.time = request.time;
    if (request.type === 'advance') this.upTo = request.upTo;
    else this.ending = request.ending;
  }

  run(): void {
    this.again = true;
    if (!this.running) void this.work();
  }

  /** Never rejects: what fails is reported, and tried again at the next request. */
  private async work(): Promise<void> {
    this.running = true;
    while (this.again && !this.over) {
      this.again = false;
      try {
        await this.step();
      } catch (error) {
        this.report({ type: 'failed', id: this.id, message: messageOf(error) });
      }
    }
    this.running = false;
    if (this.over) this.closeFolder();
  }

  private async step(): Promise<void> {
    this.folder ??= await RecordingFolder.open(this.job);
    const { folder } = this;
    // An ended spool is read to its end, a live one as far as it is known to be whole.
    while ((this.upTo || this.ending) && !this.over) {
      const more = await folder.fold(this.ending ? undefined : this.upTo);
      if (more) this.report({ type: 'folded', id: this.id, consumedBytes: folder.consumedBytes });
      const checkpoint = this.time && !this.ending && (await folder.advance(this.time));
      if (checkpoint) this.report({ type: 'checkpoint', id: this.id, checkpoint });
      if (!more) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!this.ending || !this.time || this.over) return;
    const sealed = await folder.seal(this.ending, this.time);
    this.folder = undefined;
    this.over = true;
    this.report({ type: 'checkpoint', id: this.id, checkpoint: sealed.finalCheckpoint });
    this.report({ type: 'sealed', id: this.id, sealed });
  }

  private closeFolder(): void {
    this.folder?.close();
    this.folder = undefined;
  }
}

/** A structured clone turns a Buffer into a Uint8Array. */
function withBuffers(job: FoldJob): FoldJob {
  const { dataKey, inputDataKey } = job;
  return {
    ...job,
    dataKey: Buffer.from(dataKey),
    ...(inputDataKey && { inputDataKey: Buffer.from(inputDataKey) }),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
