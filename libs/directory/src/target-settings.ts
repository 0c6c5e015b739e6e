import type { Clock, CredentialId, Protocol } from '@gatehouse/kernel';
import { invalid } from './administrator.js';
import type { Administrator } from './administrator.js';

/**
 * What is stored with a target beside address and account, as its protocol reads it; what is not set is left out, so
 * that `{}` is an SSH target with no wishes of its own. Part of what is approved.
 */
export interface TargetSettings extends Partial<DesktopSettings> {
  readonly weakAlgorithms?: WeakAlgorithms;
  /** Principals of a certificate for this target; left out: its account. */
  readonly certificatePrincipals?: readonly string[];
}

/** What is stored with a VNC target, whole: what a default means today must not change what was approved. */
export interface DesktopSettings {
  /** `certificate`: nothing but TLS with the confirmed certificate; `any`: also what proves no identity. */
  readonly protection: 'certificate' | 'any';
  /** Pictures a second at most, for the vendor, for watchers and on record. */
  readonly framesPerSecond: number;
  /** The machine's own password for looking only, a second lock where nothing but looking was granted; left out: there is none. */
  readonly viewOnlyCredentialId?: CredentialId;
}

/** What a change asks for; null: no password for looking only from now on. */
export interface DesktopSettingsChange extends Partial<Omit<DesktopSettings, 'viewOnlyCredentialId'>> {
  readonly viewOnlyCredentialId?: CredentialId | null;
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
  /** Of a VNC target; a new one needs all but the password for looking only. */
  readonly desktop?: DesktopSettingsChange;
}

/**
 * The settings after a change. The same reason given again changes nothing, not even who allowed it.
 * @throws DomainError `invalid-input` for a setting that the protocol does not have.
 */
export function changedSettings(
  protocol: Protocol,
  before: TargetSettings,
  change: SettingsChange,
  by: Administrator,
  clock: Clock,
): TargetSettings {
  if (protocol === 'vnc') return desktopAfter(before, change);
  if (change.desktop !== undefined && Object.keys(change.desktop).length > 0)
    throw invalid('protection', 'Only machines with a screen have these settings.');
  const weak = weakAfter(before.weakAlgorithms, change.weakAlgorithms, by, clock);
  const principals = principalsAfter(before.certificatePrincipals ?? [], change.certificatePrincipals);
  return {
    ...(weak === undefined ? {} : { weakAlgorithms: weak }),
    ...(principals.length === 0 ? {} : { certificatePrincipals: principals }),
  };
}

function desktopAfter(before: TargetSettings, change: SettingsChange): TargetSettings {
  if (change.weakAlgorithms != null)
    throw invalid('weakAlgorithms', 'Outdated encryption is allowed for SSH machines only.');
  if ((change.certificatePrincipals ?? []).length > 0)
    throw invalid('certificatePrincipals', 'Only SSH machines have certificate names.');
  const { protection, framesPerSecond, viewOnlyCredentialId } = { ...before, ...change.desktop };
  if (protection === undefined || framesPerSecond === undefined)
    throw invalid(
      'protection',
      'Say how the way to this machine is protected, and how many pictures a second.',
    );
  return { protection, framesPerSecond, ...(viewOnlyCredentialId ? { viewOnlyCredentialId } : {}) };
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
