import type { Clock } from '@gatehouse/kernel';
import { invalid } from './administrator.js';
import type { Administrator } from './administrator.js';

/**
 * What is stored with a target beside address and account, as its protocol reads it; what is not set is left out, so
 * that `{}` is a target with no wishes of its own. Part of what is approved.
 */
export interface TargetSettings {
  readonly weakAlgorithms?: WeakAlgorithms;
  /** Principals of a certificate for this target; left out: its account. */
  readonly certificatePrincipals?: readonly string[];
}

/** Somebody answers by name for outdated encryption with this target. */
export interface WeakAlgorithms {
  readonly reason: string;
  /** Display name at the time. */
  readonly allowedBy: string;
  /** ISO 8601, UTC. */
  readonly allowedAt: string;
}

export interface SettingsChange {
  /** Allows outdated encryption for a reason, or withdraws that with null; left out: as it was. */
  readonly weakAlgorithms?: { readonly reason: string } | null;
  /** None: the account of the target. */
  readonly certificatePrincipals?: readonly string[];
}

/** The settings after a change. The same reason given again changes nothing, not even who allowed it. */
export function changedSettings(
  before: TargetSettings,
  change: SettingsChange,
  by: Administrator,
  clock: Clock,
): TargetSettings {
  const weak = weakAfter(before.weakAlgorithms, change.weakAlgorithms, by, clock);
  const principals = principalsAfter(before.certificatePrincipals ?? [], change.certificatePrincipals);
  return {
    ...(weak === undefined ? {} : { weakAlgorithms: weak }),
    ...(principals.length === 0 ? {} : { certificatePrincipals: principals }),
  };
}

function weakAfter(
  before: WeakAlgorithms | undefined,
  wish: { readonly reason: string } | null | undefined,
  by: Administrator,
  clock: Clock,
): WeakAlgorithms | undefined {
  if (wish === undefined) return before;
  if (wish === null) return undefined;
  if (wish.reason === before?.reason) return before;
  if (wish.reason.trim() === '')
    throw invalid('weakAlgorithms', 'Say why this machine needs outdated encryption.');
  return {
    reason: wish.reason,
    allowedBy: by.actor.name ?? 'the gateway',
    allowedAt: clock.now().toISOString(),
  };
}

function principalsAfter(before: readonly string[], wish: readonly string[] | undefined): readonly string[] {
  return wish === undefined ? before : [...new Set(wish)].sort();
}
