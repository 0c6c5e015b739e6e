import { sourceSubject } from '@gatehouse/identity';
import { isIPv4 } from 'node:net';

export interface HalfOpenRules {
  readonly most: number;
  readonly mostPerNeighbourhood: number;
  /** Of one IPv6 /48, which is what one customer is commonly given: 65,536 neighbourhoods. */
  readonly mostPerSite: number;
  /** Failed tries in `penaltyWindowMs` from one source (an IPv4 address, an IPv6 /64), from which on it is refused for `penaltyMs`. */
  readonly failures: number;
  readonly penaltyWindowMs: number;
  readonly penaltyMs: number;
}

export const halfOpenRules: HalfOpenRules = {
  most: 200,
  mostPerNeighbourhood: 30,
  mostPerSite: 60,
  failures: 18,
  penaltyWindowMs: 120_000,
  penaltyMs: 60_000,
};

/**
 * Bounds what people who have not signed in yet can hold: connections in all, connections of one neighbourhood
 * (an IPv4 /24, an IPv6 /64) and of one IPv6 /48, and tries of one source (an IPv4 address, an IPv6 /64), however many connections it
 * spreads them over.
 */
export class HalfOpenLimits {
  private readonly open = new Map<string, { neighbourhood: string; site: string | null }>();
  private readonly failed = new Map<string, { since: number; count: number; until: number }>();

  constructor(
    private readonly monotonicMs: () => number,
    private readonly rules: HalfOpenRules = halfOpenRules,
  ) {}

  /** True when the connection may go on; it then counts until `settled`. */
  admit(wireId: string, source: string): boolean {
    const penalty = this.failed.get(sourceSubject(source));
    if (penalty && penalty.until > this.monotonicMs()) return false;
    if (this.open.size >= this.rules.most) return false;
    const [neighbourhood, site] = [neighbourhoodOf(source), siteOf(source)];
    let [near, around] = [0, 0];
    for (const other of this.open.values()) {
      if (other.neighbourhood === neighbourhood) near += 1;
      if (site !== null && other.site === site) around += 1;
    }
    if (near >= this.rules.mostPerNeighbourhood || around >= this.rules.mostPerSite) return false;
    this.open.set(wireId, { neighbourhood, site });
    return true;
  }

  /** The connection signed in, or is gone. */
  settled(wireId: string): void {
    this.open.delete(wireId);
  }

  failedTry(source: string): void {
    const now = this.monotonicMs();
    const subject = sourceSubject(source);
    const entry = this.failed.get(subject);
    const fresh =
      entry && now - entry.since < this.rules.penaltyWindowMs ? entry : { since: now, count: 0, until: 0 };
    fresh.count += 1;
    if (fresh.count >= this.rules.failures) fresh.until = now + this.rules.penaltyMs;
    this.failed.set(subject, fresh);
    if (this.failed.size > 10_000) this.forgetOld(now);
  }

  /** Takes tries back that turned out to be none. A penalty that began stays until it is over. */
  forgive(source: string, tries: number): void {
    const entry = this.failed.get(sourceSubject(source));
    if (entry) entry.count = Math.max(0, entry.count - tries);
  }

  private forgetOld(now: number): void {
    for (const [subject, entry] of this.failed)
      if (now - entry.since > this.rules.penaltyWindowMs && entry.until < now) this.failed.delete(subject);
  }
}

function neighbourhoodOf(source: string): string {
  return isIPv4(source) ? source.split('.').slice(0, 3).join('.') : sourceSubject(source);
}

/** Null for IPv4. */
function siteOf(source: string): string | null {
  return isIPv4(source) ? null : sourceSubject(source).split(':').slice(0, 3).join(':');
}
