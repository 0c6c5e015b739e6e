import type {
  ClientChannel,
  Departure,
  Relay,
  SessionControl,
  SessionOutcome,
  SessionTap,
} from '@gatehouse/session/plugin';
import { DesktopCarry } from './desktop-carry.js';
import type { DesktopReport } from './desktop-messages.js';
import type { DesktopThread } from './desktop-thread.js';
import type { SessionFlags } from './session-flags.js';
import { within } from './within.js';

/** How long the target's socket may take to be seen closed before its thread is ended with everything in it. */
const patienceMs = 1_500;

/** A desktop that is signed in, seen from the thread that holds the session. Carries one channel, once. */
export class DesktopRelay implements Relay {
  readonly dialledAddress: string;
  readonly hostKeyFingerprint: Relay['hostKeyFingerprint'];
  readonly gone: Promise<SessionOutcome>;
  departure: Departure | null = null;
  private readonly closed: Promise<unknown>;
  private carrying: DesktopCarry | null = null;
  private closing: Promise<boolean> | null = null;

  constructor(
    private readonly thread: DesktopThread,
    private readonly flags: SessionFlags,
    facts: { readonly dialledAddress: string; readonly identityFingerprint: string | null },
  ) {
    this.dialledAddress = facts.dialledAddress;
    // Null where the protocol proves nothing: never an empty word that reads like a fingerprint.
    this.hostKeyFingerprint = facts.identityFingerprint;
    let sayGone: (outcome: SessionOutcome) => void = () => undefined;
    let sayClosed: () => void = () => undefined;
    this.gone = new Promise((resolve) => (sayGone = resolve));
    this.closed = new Promise<void>((resolve) => (sayClosed = resolve));
    thread.on('message', (report: DesktopReport) => {
      if (report.type === 'gone') sayGone(report.outcome);
      else if (report.type === 'closed') {
        this.departure = report.departure;
        sayClosed();
      } else this.carrying?.hear(report);
    });
    void thread.ended.then((fault) => {
      sayGone({
        reason: 'error',
        detail: `the thread of the desktop ended${fault === null ? '' : ` (${fault})`}`,
        exit: null,
      });
      sayClosed();
    });
  }

  async carry(
    channel: ClientChannel,
    tap: SessionTap,
    control: SessionControl,
    signal: AbortSignal,
  ): Promise<SessionOutcome> {
    if (channel.kind !== 'desktop') return refused(`a desktop carries no ${channel.kind}`);
    if (this.carrying)
      return refused('a second desktop in one session', 'The screen is open already in this session.');
    this.carrying = new DesktopCarry(this.thread, this.flags, { channel, tap, control });
    return Promise.race([this.carrying.run(signal), this.gone]);
  }

  close(): Promise<boolean> {
    return (this.closing ??= this.cut());
  }

  /** The end of the thread is the end of its sockets: either way they are closed when this says so. */
  private async cut(): Promise<boolean> {
    this.flags.end();
    this.thread.postMessage({ type: 'close' });
    await within(patienceMs, this.closed);
    await this.carrying?.settled();
    return within(patienceMs, this.thread.stop());
  }
}

function refused(detail: string, text: string | null = null): SessionOutcome {
  return { reason: 'error', detail, text, exit: null };
}
