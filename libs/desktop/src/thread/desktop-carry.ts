import type {
  DesktopChannel,
  SessionControl,
  SessionEvent,
  SessionOutcome,
  SessionTap,
} from '@gatehouse/session/plugin';
import { mostUntakenBytes } from './desktop-messages.js';
import type { DesktopReport, RecordedEvent } from './desktop-messages.js';
import type { DesktopThread } from './desktop-thread.js';
import { notIncludedText } from './not-included-text.js';
import type { SessionFlags } from './session-flags.js';
import { within } from './within.js';

const handOverMs = 500;

export interface DesktopCarryParts {
  readonly channel: DesktopChannel;
  readonly tap: SessionTap;
  readonly control: SessionControl;
}

/**
 * One desktop channel, in the thread that holds the session: records what the thread of the desktop asks for and answers it,
 * moves bytes to and from the viewer, and keeps the two flags. Invariant: a freeze and the end stand in the shared flags in
 * the turn in which they arrive here.
 */
export class DesktopCarry {
  private readonly recordings = new Set<Promise<void>>();
  private writing: Promise<void> = Promise.resolve();
  private untaken = 0;
  private roomier: () => void = () => undefined;
  private settle: (outcome: SessionOutcome) => void = () => undefined;

  constructor(
    private readonly thread: DesktopThread,
    private readonly flags: SessionFlags,
    private readonly parts: DesktopCarryParts,
  ) {}

  async run(signal: AbortSignal): Promise<SessionOutcome> {
    const { channel, control } = this.parts;
    const outcome = new Promise<SessionOutcome>((resolve) => (this.settle = resolve));
    const over = (): void => {
      this.flags.end();
      this.thread.postMessage({ type: 'over' });
      this.settle({ reason: 'error', detail: null, exit: null });
    };
    const freeze = (isFrozen: boolean): void => {
      this.flags.isFrozen = isFrozen;
      this.thread.postMessage({ type: 'frozen', isFrozen });
    };
    if (signal.aborted) over();
    signal.addEventListener('abort', over, { once: true });
    const stopListening = control.input.onChange(freeze);
    if (control.input.isFrozen) freeze(true);
    this.thread.postMessage({ type: 'carry', begins: channel.begins, rights: control.rights });
    void channel.gone.then(() => this.thread.postMessage({ type: 'viewer-left' }));
    void this.read();
    try {
      return await outcome;
    } finally {
      signal.removeEventListener('abort', over);
      stopListening();
    }
  }

  hear(report: DesktopReport): void {
    switch (report.type) {
      case 'record':
        return this.record(report);
      case 'to-viewer':
        return this.write(Buffer.from(report.bytes.buffer, report.bytes.byteOffset, report.bytes.length));
      case 'took':
        this.untaken -= report.bytes;
        return this.roomier();
      case 'touched':
        return this.parts.tap.touched();
      case 'dropped':
        return void this.parts.control.input.passes('bytes', report.bytes);
      case 'not-included':
        return this.refuse(report.right);
      case 'channel-refused':
        return this.noteRefused(report.name);
      case 'tell':
        return this.parts.channel.tell(report.message);
      case 'carried':
        // What is under way to the viewer is handed over first: the channel closes behind it. One that stands still is not
        // waited for.
        return void within(handOverMs, this.writing).then(() => this.settle(report.outcome));
      default:
        return;
    }
  }

  /** Resolves when nothing waits for the recorder any more. */
  async settled(): Promise<void> {
    await Promise.all(this.recordings);
  }

  private record({ id, events, input }: Extract<DesktopReport, { type: 'record' }>): void {
    const { tap, control } = this.parts;
    // All at once: the recorder keeps the order in which it was asked.
    const recording = Promise.all(events.map((event) => tap.record(sessionEventOf(event)))).then(
      () => {
        const passes = input === 0 || control.input.passes('bytes', input);
        this.thread.postMessage({ type: 'recorded', id, passes });
      },
      // The session is over: there is no answer, so nothing goes on.
      () => undefined,
    );
    this.recordings.add(recording);
    void recording.then(() => this.recordings.delete(recording));
  }

  private write(bytes: Buffer): void {
    this.writing = this.writing.then(async () => {
      if (this.flags.isOver) return;
      await this.parts.channel.write('out', bytes);
      this.thread.postMessage({ type: 'viewer-took', bytes: bytes.length });
    });
  }

  private async read(): Promise<void> {
    for (;;) {
      while (this.untaken >= mostUntakenBytes)
        await new Promise<void>((resolve) => {
          this.roomier = resolve;
        });
      const bytes = await this.parts.channel.read();
      if (bytes === null || this.flags.isOver) break;
      this.untaken += bytes.length;
      const copy = Uint8Array.from(bytes);
      this.thread.postMessage({ type: 'from-viewer', bytes: copy }, [copy.buffer]);
    }
    this.thread.postMessage({ type: 'viewer-left' });
  }

  private refuse(right: Extract<DesktopReport, { type: 'not-included' }>['right']): void {
    this.noteRefused(right);
    this.parts.channel.tell({ type: 'notice', text: notIncludedText(right) });
  }

  private noteRefused(what: string): void {
    this.parts.tap
      .note({ kind: 'channel.refused', data: { what, code: 'GH-NOT-INCLUDED' } })
      .catch(() => undefined);
  }
}

/** Bytes come over as a `Uint8Array`; the view is kept, nothing is copied. */
function sessionEventOf(event: RecordedEvent): SessionEvent {
  if (!('bytes' in event)) return event;
  const { kind, bytes } = event;
  return { kind, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) };
}
