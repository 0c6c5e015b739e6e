import type { Actor, DomainEvent, SiteId } from '@gatehouse/kernel';
import type { HostKey, PinnedHostKey, Target } from './directory.js';
import type { JumpHost } from './jump-host.js';

/** What a host key belongs to: a target, or a jump host on the way to targets. */
export interface HostKeyHolder {
  readonly siteId: SiteId;
  readonly hostKey: PinnedHostKey | null;
  readonly subjects: Readonly<Record<string, string>>;
  /** What an entry calls it. */
  readonly called: Readonly<Record<string, string>>;
}

export function holderOfTarget(target: Target): HostKeyHolder {
  const { siteId, hostKey, handle } = target;
  return { siteId, hostKey, subjects: { target: target.id, asset: target.assetId }, called: { handle } };
}

export function holderOfJumpHost(jumpHost: JumpHost): HostKeyHolder {
  const { siteId, hostKey, name } = jumpHost;
  return { siteId, hostKey, subjects: { jumpHost: jumpHost.id }, called: { jumpHost: name } };
}

export function hostKeyObserved(holder: HostKeyHolder, key: HostKey, actor: Actor, at: Date): DomainEvent {
  return event('host-key.observed', holder, key, actor, at);
}

export function hostKeyConfirmed(holder: HostKeyHolder, key: HostKey, actor: Actor, at: Date): DomainEvent {
  return event('host-key.confirmed', holder, key, actor, at);
}

export function hostKeyRejected(holder: HostKeyHolder, key: HostKey, actor: Actor, at: Date): DomainEvent {
  return event('host-key.rejected', holder, key, actor, at);
}

function event(kind: string, holder: HostKeyHolder, key: HostKey, actor: Actor, at: Date): DomainEvent {
  const { siteId, subjects, called, hostKey } = holder;
  const { keyType, fingerprint } = key;
  const data = { ...called, keyType, fingerprint, pinnedFingerprint: hostKey?.fingerprint ?? null };
  return { kind, at, actor, siteId, subjects, data };
}
