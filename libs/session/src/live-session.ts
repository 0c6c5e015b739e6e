import type { Clock, SessionEndReason } from '@gatehouse/kernel';
import type { PermitContent } from './permit-content.js';
import { Supervision } from './supervision.js';

export interface SettledEnd {
  readonly reason: SessionEndReason;
  /** For the audit trail and the plant's screens. */
  readonly detail: string | null;
  /** In place of the standing text; null for that. */
  readonly text: string | null;
}

/**
 * One running session. Invariant: whatever ends it (person, window, lock, lost recorder, dead process) comes through
 * `end`, and the first reason given is the reason on both legs, in the recording and in the audit trail.
 */
export class LiveSession {
  readonly supervision: Supervision;
  private readonly controller = new AbortController();
  private readonly monotonicEnd: number;
  private settled: SettledEnd | null = null;

  constructor(
    readonly content: PermitContent,
    private readonly clock: Clock,
  ) {
    this.supervision = new Supervision(clock);
    this.monotonicEnd = clock.monotonicMs() + content.closesAt.getTime() - clock.now().getTime();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get ending(): SettledEnd | null {
    return this.settled;
  }

  /** False when it was ending already. */
  end(reason: SessionEndReason, detail: string | null = null, text: string | null = null): boolean {
    if (this.settled) return false;
    this.settled = { reason, detail, text };
    this.controller.abort();
    return true;
  }

  /**
   * Milliseconds to the end of the window, 0 or less when it is over. By the monotonic clock and by the wall,
   * whichever is earlier: a clock that steps back gives nothing, one that steps forward takes.
   */
  msLeft(): number {
    return Math.min(
      this.monotonicEnd - this.clock.monotonicMs(),
      this.content.closesAt.getTime() - this.clock.now().getTime(),
    );
  }

  /** Asked before every forward, so that a process that slept past the end forwards nothing when it wakes. */
  isOver(): boolean {
    if (this.settled === null && this.msLeft() <= 0) this.end('window-ended');
    return this.settled !== null;
  }
}
