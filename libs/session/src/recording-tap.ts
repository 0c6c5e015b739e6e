import { RecorderLost } from '@gatehouse/recording';
import type { RecordedFrame, Recorder } from '@gatehouse/recording';
import type { LiveSession } from './live-session.js';
import { SessionOver } from './plugin/index.js';
import type { AuditableFact, SessionEvent, SessionTap } from './plugin/index.js';
import type { SessionReport } from './session-report.js';

/** Facts in a session's audit trail, at most: a client that knocks at closed doors all day must not fill it. */
const mostFacts = 200;

/**
 * Records, then lets go on. Invariant: nothing passes that is not in the recording, or after the end. What is lifted at the
 * target because of the end is on record all the same.
 */
export class RecordingTap {
  readonly bytes = { toTarget: 0, toClient: 0 };
  private facts = 0;

  constructor(
    private readonly session: LiveSession,
    private readonly recorder: Recorder,
    private readonly report: Pick<SessionReport, 'note'>,
    readonly touched: () => void,
  ) {}

  /** @param channel number inside the connection; the first channel is 0. */
  ofChannel(channel: number): SessionTap {
    return {
      record: (event) => this.record(channel, event),
      note: (fact) => this.note(channel, fact),
      touched: this.touched,
      passed: ({ toTarget, toClient }) => {
        this.bytes.toTarget += toTarget;
        this.bytes.toClient += toClient;
      },
    };
  }

  private async record(channel: number, event: SessionEvent): Promise<void> {
    // What is said about what passed before is still taken down while the recording is open; its bytes are not.
    if (this.session.isOver() && event.kind === 'mark')
      await this.recorder.record(frameOf(channel, event)).catch(() => undefined);
    if (event.kind !== 'lifted') this.assertGoesOn();
    try {
      await this.recorder.record(frameOf(channel, event));
    } catch (error) {
      const fault = error instanceof RecorderLost ? error.fault : 'unknown';
      this.session.end('recording-lost', `the recorder failed (${fault})`);
      throw new SessionOver();
    }
    if (event.kind === 'lifted') return;
    this.assertGoesOn();
    if (toTarget.has(event.kind)) this.bytes.toTarget += 'bytes' in event ? event.bytes.length : 0;
    else if (event.kind !== 'file' && 'bytes' in event) this.bytes.toClient += event.bytes.length;
  }

  private async note(channel: number, fact: AuditableFact): Promise<void> {
    await this.record(channel, { kind: 'mark', name: fact.kind, data: fact.data });
    this.facts += 1;
    if (this.facts > mostFacts) return;
    await this.report.note(this.session.content.sessionId, fact);
  }

  private assertGoesOn(): void {
    if (this.session.isOver()) throw new SessionOver();
  }
}

const toTarget: ReadonlySet<SessionEvent['kind']> = new Set(['terminal-in', 'stream-in', 'pointer', 'input']);

function frameOf(channel: number, event: SessionEvent): RecordedFrame {
  switch (event.kind) {
    case 'resize':
      return { channel, kind: 'resize', data: Buffer.from(`${event.columns}x${event.rows}`) };
    case 'lifted':
      return {
        channel,
        kind: 'event',
        data: Buffer.from(JSON.stringify({ keys: event.keys, buttons: event.buttons, type: 'input-lifted' })),
      };
    case 'mark':
      return {
        channel,
        kind: 'event',
        data: Buffer.from(JSON.stringify({ ...event.data, type: event.name })),
      };
    default:
      return { channel, kind: event.kind, data: event.bytes };
  }
}
