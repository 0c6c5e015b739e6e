import type { Clock } from '@gatehouse/kernel';
import type { ConnectRefusalCode } from '@gatehouse/session';
import { noNewSessionAfterMs } from '../session-host/authority-watch.js';
import { covers } from '../session-host/kill-latch.js';
import type { KillLatch } from '../session-host/kill-latch.js';

/** Against the database; more than this and the node starts nothing (its own clock decides windows). */
const mostSkewMs = 2_000;

/** What this node knows about whether it may start sessions at all. */
export class Authority {
  private readAt: number;
  private skewMs = 0;
  latches: readonly KillLatch[] = [];
  stopping = false;

  constructor(private readonly clock: Clock) {
    this.readAt = clock.monotonicMs();
  }

  /** The revocations were read. @param databaseNow the database's own clock in the middle of the round trip. */
  read(databaseNow: Date, wallAtHalf: Date): void {
    this.readAt = this.clock.monotonicMs();
    this.skewMs = Math.abs(databaseNow.getTime() - wallAtHalf.getTime());
  }

  ageMs(): number {
    return this.clock.monotonicMs() - this.readAt;
  }

  /** Null when nothing stands against a session at this site. */
  standing(about: { siteId: string; grantId: string }): ConnectRefusalCode | null {
    if (this.stopping) return 'GH-STOPPING';
    if (this.latches.some((latch) => covers(latch, about))) return 'GH-LOCKED';
    return this.ageMs() > noNewSessionAfterMs || this.skewMs > mostSkewMs ? 'GH-STALE' : null;
  }
}
