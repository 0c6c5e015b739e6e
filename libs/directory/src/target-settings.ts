import type { Clock, CredentialId, Protocol } from '@gatehouse/kernel';
import { invalid } from './administrator.js';
import type { Administrator } from './administrator.js';

/**
 * What is stored with a target beside address and account, as its protocol reads it; what is not set is left out, so
 * that `{}` is an SSH target with no wishes of its own. Part of what is approved.
 */
export interface TargetSettings extends Partial<DesktopSettings>, Partial<RdpSettings> {
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

/** What is stored with an RDP target, whole, as `DesktopSettings` are. */
export interface RdpSettings {
  /** `nla`: the account is signed in before a picture exists, or not at all; `tls`: also behind TLS alone. */
  readonly signIn: 'nla' | 'tls';
  /** Windows domain of the account; empty for none. */
  readonly domain: string;
  /** Windows input locale, such as 0x0407 for German (MS-RDPBCGR section 2.2.1.3.2). */
  readonly keyboardLayout: number;
  readonly colourDepth: 16 | 32;
  /** In pixels, where the client has no wish. */
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
}

/** Null for a target of another protocol. */
export function rdpSettingsOf(settings: TargetSettings): RdpSettings | null {
  const { signIn, domain, keyboardLayout, colourDepth, width, height, framesPerSecond } = settings;
  const isWhole =
    signIn !== undefined &&
    domain !== undefined &&
    keyboardLayout !== undefined &&
    colourDepth !== undefined &&
    width !== undefined &&
    height !== undefined &&
    framesPerSecond !== undefined;
  return isWhole ? { signIn, domain, keyboardLayout, colourDepth, width, height, framesPerSecond } : null;
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
  /** Of an RDP target; a new one needs all. */
  readonly rdp?: Partial<RdpSettings>;
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
  if (protocol !== 'vnc' && says(change.desktop))
    throw invalid(
      'protection',
      `Only machines with ${protocol === 'rdp' ? 'VNC' : 'a screen'} have these settings.`,
    );
  if (protocol !== 'rdp' && says(change.rdp))
    throw invalid('signIn', 'Only machines with RDP have these settings.');
  if (protocol === 'vnc' || protocol === 'rdp') {
    refuseSettingsOfSsh(change);
    return protocol === 'vnc' ? desktopAfter(before, change) : rdpAfter(before, change);
  }
  const weak = weakAfter(before.weakAlgorithms, change.weakAlgorithms, by, clock);
  const principals = principalsAfter(before.certificatePrincipals ?? [], change.certificatePrincipals);
  return {
    ...(weak === undefined ? {} : { weakAlgorithms: weak }),
    ...(principals.length === 0 ? {} : { certificatePrincipals: principals }),
  };
}

function says(settings: object | undefined): boolean {
  return settings !== undefined && Object.keys(settings).length > 0;
}

function refuseSettingsOfSsh(change: SettingsChange): void {
  if (change.weakAlgorithms != null)
    throw invalid('weakAlgorithms', 'Outdated encryption is allowed for SSH machines only.');
  if ((change.certificatePrincipals ?? []).length > 0)
    throw invalid('certificatePrincipals', 'Only SSH machines have certificate names.');
}

function desktopAfter(before: TargetSettings, change: SettingsChange): TargetSettings {
  const { protection, framesPerSecond, viewOnlyCredentialId } = { ...before, ...change.desktop };
  if (protection === undefined || framesPerSecond === undefined)
    throw invalid(
      'protection',
      'Say how the way to this machine is protected, and how many pictures a second.',
    );
  return { protection, framesPerSecond, ...(viewOnlyCredentialId ? { viewOnlyCredentialId } : {}) };
}

function rdpAfter(before: TargetSettings, change: SettingsChange): TargetSettings {
  const after = rdpSettingsOf({ ...before, ...change.rdp });
  if (after === null)
    throw invalid('signIn', 'Say how the account is signed in to this machine, and what its screen is like.');
  return after;
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
