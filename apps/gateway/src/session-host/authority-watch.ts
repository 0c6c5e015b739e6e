import type { Clock } from '@gatehouse/kernel';

/** Without word from a living control process that reads the database: no new session, then no session. */
export const noNewSessionAfterMs = 10_000;
export const endSessionsAfterMs = 15_000;

/**
 * How old the authority is by which this host lets sessions run. The control process says with each heartbeat how
 * long ago it last read the revocations; silence adds to that.
 */
export class AuthorityWatch {
  private heardAt: number;
  private ageThen = 0;

  constructor(private readonly clock: Pick<Clock, 'monotonicMs'>) {
    this.heardAt = clock.monotonicMs();
  }

  heard(authorityAgeMs: number): void {
    this.heardAt = this.clock.monotonicMs();
    this.ageThen = authorityAgeMs;
  }

  ageMs(): number {
    return this.ageThen + this.clock.monotonicMs() - this.heardAt;
  }

  mayStart(): boolean {
    return this.ageMs() <= noNewSessionAfterMs;
  }

  mayGoOn(): boolean {
    return this.ageMs() <= endSessionsAfterMs;
  }
}
