import type { Departure } from '@gatehouse/session/plugin';
import { TargetGone } from './target-gone.js';

/**
 * How the target was left, by what it said when it went. Its own words only: a connection that ends without one may have been a
 * fault of the network. @param errorInfo the last that it said of itself; 0 for nothing.
 */
export function departureWord(error: unknown, errorInfo: number): Departure {
  if (!(error instanceof TargetGone)) return 'not-known';
  if (errorInfo !== 0) return byErrorInfo[errorInfo] ?? 'not-known';
  return (error.ultimatum !== null && byUltimatum[error.ultimatum]) || 'not-known';
}

/** MS-RDPBCGR section 2.2.5.1.1. Limits of time are left out: whether they end or disconnect is the target's policy. */
const byErrorInfo: Readonly<Record<number, Departure>> = {
  0x1: 'disconnected',
  0x2: 'logged-off',
  0x5: 'disconnected',
  0xb: 'disconnected',
  0xc: 'logged-off',
};

/** Reasons of a server's MCS Disconnect Provider Ultimatum (MS-RDPBCGR sections 1.3.1.4.2 and 2.2.2.3). */
const byUltimatum: Readonly<Record<number, Departure>> = {
  1: 'disconnected',
  3: 'logged-off',
};
