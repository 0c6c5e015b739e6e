import type { Clock, EventLog, SiteId, TargetId, UnitOfWork, VendorOrganisationId } from '@gatehouse/kernel';
import { mayChange, noSuch } from './administrator.js';
import type { Administrator } from './administrator.js';
import { blocked } from './directory-events.js';
import type { SiteStore, TargetStore, VendorOrganisationStore } from './directory-store.js';
import type { Revocations } from './revocations.js';

export interface SuspendDeps {
  readonly uow: UnitOfWork<{
    sites: SiteStore;
    targets: TargetStore;
    organisations: VendorOrganisationStore;
    revocations: Revocations;
    events: EventLog;
  }>;
  readonly clock: Clock;
}

export type Blockable =
  | { kind: 'site'; id: SiteId }
  | { kind: 'target'; id: TargetId }
  | { kind: 'vendor-organisation'; id: VendorOrganisationId };

/**
 * Invariant: a block ends live sessions too, it is not only asked at the door: the mark and the revocation row
 * are one transaction. Blocking what is blocked already ends again what may have slipped in.
 * @throws DomainError `not-found`, also for what belongs to a site of others.
 */
export async function suspend(
  { uow, clock }: SuspendDeps,
  by: Administrator,
  what: Blockable,
  text: string | null,
): Promise<void> {
  await uow.run(async (stores) => {
    const found = await find(stores, by, what);
    const now = clock.now();
    const isNew = await mark(stores, what, now);
    const { kind, id } = what;
    await stores.revocations.add({
      ...(kind === 'site'
        ? { scope: kind, scopeId: id }
        : kind === 'target'
          ? { scope: kind, scopeId: id }
          : { scope: kind, scopeId: id }),
      reason: 'locked',
      text,
      madeBy: by.personId,
      at: now,
    });
    if (isNew) await stores.events.append(blocked(kind, 'suspended', found, by.actor, now, text));
  });
}

/** Lifts the block. Ended sessions stay ended; grants still in their window connect again. @throws DomainError `not-found`. */
export async function reinstate(
  { uow, clock }: SuspendDeps,
  by: Administrator,
  what: Blockable,
): Promise<void> {
  await uow.run(async (stores) => {
    const found = await find(stores, by, what);
    const now = clock.now();
    if (await mark(stores, what, null))
      await stores.events.append(blocked(what.kind, 'reinstated', found, by.actor, now, null));
  });
}

type Stores = SuspendDeps['uow'] extends UnitOfWork<infer S> ? S : never;

async function find(
  stores: Stores,
  by: Administrator,
  what: Blockable,
): Promise<{ id: string; siteId: SiteId | null; name: string }> {
  if (what.kind === 'site') {
    const site = await stores.sites.find(what.id);
    if (site === null || !mayChange(by, site.id)) throw noSuch('site');
    return { id: site.id, siteId: site.id, name: site.name };
  }
  if (what.kind === 'target') {
    const target = await stores.targets.find(what.id);
    if (target === null || !mayChange(by, target.siteId)) throw noSuch('machine');
    return { id: target.id, siteId: target.siteId, name: target.handle };
  }
  const organisation = await stores.organisations.find(what.id);
  // A firm works at many sites; who administers one of them may not block it at the others.
  if (organisation === null || by.sites !== 'all') throw noSuch('organisation');
  return { id: organisation.id, siteId: null, name: organisation.name };
}

/** True when it was not so before. */
async function mark(stores: Stores, what: Blockable, at: Date | null): Promise<boolean> {
  if (what.kind === 'site') return (await stores.sites.setSuspended(what.id, at)) !== null;
  if (what.kind === 'target') return (await stores.targets.setSuspended(what.id, at)) !== null;
  return (await stores.organisations.setSuspended(what.id, at)) !== null;
}
