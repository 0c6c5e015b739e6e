import { DomainError, nothingProven } from '@gatehouse/kernel';
import type { Actor, Clock, EventLog, UnitOfWork } from '@gatehouse/kernel';
import { invalid, mayChange, noSuch } from './administrator.js';
import type { Administrator } from './administrator.js';
import type { HostKey, HostKeyOwner, ObservedHostKey, PinnedHostKey } from './directory.js';
import type { HostKeyStore, TargetStore } from './directory-store.js';
import {
  holderOfJumpHost,
  holderOfTarget,
  hostKeyConfirmed,
  hostKeyObserved,
  hostKeyRejected,
} from './host-key-events.js';
import type { HostKeyHolder } from './host-key-events.js';
import { isSameFingerprint } from './host-key-line.js';
import type { JumpHostStore } from './jump-host.js';

export interface HostKeyDeps {
  readonly uow: UnitOfWork<HostKeyStores & { events: EventLog }>;
  readonly clock: Clock;
}

export interface HostKeyStores {
  readonly targets: TargetStore;
  readonly jumpHosts: JumpHostStore;
  readonly hostKeys: HostKeyStore;
}

/**
 * Notes a key a target or jump host showed, as waiting. Never pins it. Also for a live session that met another key
 * than the pinned one. The pinned key itself is not noted again.
 */
export async function observeHostKey(
  { uow, clock }: HostKeyDeps,
  owner: HostKeyOwner,
  key: HostKey,
  actor: Actor,
): Promise<void> {
  await uow.run(async (stores) => {
    const holder = await holderOf(stores, owner, 'lock');
    if (holder === null || holder.hostKey?.fingerprint === key.fingerprint) return;
    const now = clock.now();
    if (await stores.hostKeys.observe(owner, key, now))
      await stores.events.append(hostKeyObserved(holder, key, actor, now));
  });
}

/** What the person says who confirms: the fingerprint they compared, or that they accept that nothing can be proven. */
export type Confirmation = { readonly fingerprint: string } | { readonly acceptsNothingProven: true };

/**
 * Pins what was observed after a person compared its fingerprint, or accepted that there is none. Grants approved with the
 * old one do not connect.
 * @throws DomainError `not-found`, `conflict` when it was decided before or the target asks for a certificate,
 *   `invalid-input` for another fingerprint, and where one thing is confirmed as if it were the other.
 */
export async function confirmHostKey(
  { uow, clock }: HostKeyDeps,
  by: Administrator,
  id: string,
  confirmation: Confirmation,
): Promise<void> {
  await uow.run(async (stores) => {
    const { observed, holder } = await findBoth(stores, by, id);
    requireConfirms(confirmation, observed);
    await requireAccepted(stores, observed);
    const now = clock.now();
    if (!(await stores.hostKeys.decide(id, 'confirmed', by.personId, now))) throw decidedBefore();
    const { keyType, key, fingerprint } = observed;
    const pin = { keyType, key, fingerprint, pinnedBy: by.personId, pinnedAt: now };
    await savePin(stores, observed.owner, pin);
    await stores.events.append(hostKeyConfirmed(holder, observed, by.actor, now));
  });
}

/** Puts a waiting key aside. Seen again, it stays rejected. @throws DomainError `not-found`, `conflict`. */
export async function rejectHostKey(
  { uow, clock }: HostKeyDeps,
  by: Administrator,
  id: string,
): Promise<void> {
  await uow.run(async (stores) => {
    const { observed, holder } = await findBoth(stores, by, id);
    const now = clock.now();
    if (!(await stores.hostKeys.decide(id, 'rejected', by.personId, now))) throw decidedBefore();
    await stores.events.append(hostKeyRejected(holder, observed, by.actor, now));
  });
}

function requireConfirms(confirmation: Confirmation, { fingerprint }: ObservedHostKey): void {
  const isNothing = fingerprint === nothingProven;
  if (isNothing && !('acceptsNothingProven' in confirmation))
    throw invalid(
      'acceptsNothingProven',
      'This machine shows nothing that could be compared. Say that you accept that, or put it aside.',
    );
  if (
    !isNothing &&
    !('fingerprint' in confirmation && isSameFingerprint(confirmation.fingerprint, fingerprint))
  )
    throw invalid(
      'fingerprint',
      'This is not the fingerprint the machine showed. Compare it at the machine, and do not confirm if it differs.',
    );
}

/** The target was locked before, so its settings stay what they are here until the pin is saved. */
async function requireAccepted(
  { targets }: HostKeyStores,
  { owner, fingerprint }: ObservedHostKey,
): Promise<void> {
  if (fingerprint !== nothingProven) return;
  const target = owner.kind === 'target' ? await targets.find(owner.id) : null;
  if (target?.protocol !== 'vnc')
    throw new DomainError(
      'conflict',
      target?.protocol === 'rdp'
        ? 'A machine with RDP is reached with a confirmed certificate only. Read it again once it shows one.'
        : 'A machine with SSH always proves a host key. Read it again.',
    );
  if (target.settings.protection === 'certificate')
    throw new DomainError(
      'conflict',
      'This machine is set to be reached with a certificate only, so it must show one. Read it again once it does.',
    );
}

async function findBoth(
  stores: HostKeyStores,
  by: Administrator,
  id: string,
): Promise<{ observed: ObservedHostKey; holder: HostKeyHolder }> {
  const observed = await stores.hostKeys.find(id);
  const holder = observed && (await holderOf(stores, observed.owner, 'lock'));
  if (!observed || !holder || !mayChange(by, holder.siteId)) throw noSuch('host key');
  return { observed, holder };
}

async function holderOf(
  { targets, jumpHosts }: HostKeyStores,
  owner: HostKeyOwner,
  read: 'find' | 'lock',
): Promise<HostKeyHolder | null> {
  if (owner.kind === 'target') {
    const target = await targets[read](owner.id);
    return target && holderOfTarget(target);
  }
  const jumpHost = await jumpHosts[read](owner.id);
  return jumpHost && holderOfJumpHost(jumpHost);
}

function savePin(
  { targets, jumpHosts }: HostKeyStores,
  owner: HostKeyOwner,
  pin: PinnedHostKey,
): Promise<void> {
  return owner.kind === 'target' ? targets.savePin(owner.id, pin) : jumpHosts.savePin(owner.id, pin);
}

function decidedBefore(): DomainError {
  return new DomainError('conflict', 'Somebody decided about this key before. Read the list again.');
}
