import { newId } from '@gatehouse/kernel';
import type { AssetId, Clock, EventLog, SiteId, UnitOfWork, VendorOrganisationId } from '@gatehouse/kernel';
import { invalid, mayChange, noSuch, taken } from './administrator.js';
import type { Administrator } from './administrator.js';
import type { VendorOrganisation } from './directory.js';
import { entitlementsChanged, vendorOrganisationCreated } from './directory-events.js';
import type { AssetStore, VendorOrganisationStore } from './directory-store.js';
import type { Revocations } from './revocations.js';

export interface VendorDeps {
  readonly uow: UnitOfWork<{
    organisations: VendorOrganisationStore;
    assets: AssetStore;
    revocations: Revocations;
    events: EventLog;
  }>;
  readonly clock: Clock;
}

/** @throws DomainError `conflict` for a taken name. */
export async function createVendorOrganisation(
  { uow, clock }: VendorDeps,
  by: Administrator,
  input: { name: string; contractEndsAt: Date | null },
): Promise<VendorOrganisation> {
  return uow.run(async ({ organisations, events }) => {
    const organisation: VendorOrganisation = {
      ...input,
      id: newId('ven'),
      suspendedAt: null,
      createdAt: clock.now(),
    };
    if (!(await organisations.add(organisation)))
      throw taken('name', 'An organisation with this name exists. Check the list.');
    await events.append(vendorOrganisationCreated(organisation, by.actor));
    return organisation;
  });
}

/**
 * Sets which assets the firm may ask for, as far as this person administers them; those at other sites stay.
 * What is taken away also ends the sessions on it, and its open grants connect no more.
 * @throws DomainError `not-found`, `invalid-input` when one of the assets is not theirs to give.
 */
export async function setEntitlements(
  { uow, clock }: VendorDeps,
  by: Administrator,
  id: VendorOrganisationId,
  assetIds: readonly AssetId[],
): Promise<void> {
  await uow.run(async ({ organisations, assets, revocations, events }) => {
    const organisation = await organisations.find(id);
    if (organisation === null) throw noSuch('organisation');
    const wanted = new Set(assetIds);
    if ((await assets.within([...wanted], by.sites)).length !== wanted.size)
      throw invalid('assetIds', 'One of these machines is not on your list. Choose from the list.');
    const held = (await organisations.entitlements(id)).filter((one) => mayChange(by, one.siteId));
    const withdrawn = held.filter((one) => !wanted.has(one.assetId));
    const heldIds = new Set(held.map((one) => one.assetId));
    const added = [...wanted].filter((assetId) => !heldIds.has(assetId));
    const now = clock.now();
    const withdrawnIds = withdrawn.map((one) => one.assetId);
    await organisations.withdraw(id, withdrawnIds);
    for (const grantId of await organisations.grantsAlive(id, withdrawnIds))
      await revocations.add({
        scope: 'grant',
        scopeId: grantId,
        reason: 'locked',
        text: null,
        madeBy: by.personId,
        at: now,
      });
    await organisations.entitle(id, added, now);
    for (const change of await changesBySite(assets, added, withdrawn))
      await events.append(entitlementsChanged(organisation, change, by.actor, now));
  });
}

async function changesBySite(
  assets: AssetStore,
  added: readonly AssetId[],
  withdrawn: readonly { assetId: AssetId; siteId: SiteId }[],
): Promise<{ siteId: SiteId; added: AssetId[]; withdrawn: AssetId[] }[]> {
  const bySite = new Map<SiteId, { siteId: SiteId; added: AssetId[]; withdrawn: AssetId[] }>();
  const of = (siteId: SiteId): { added: AssetId[]; withdrawn: AssetId[] } => {
    const change = bySite.get(siteId) ?? { siteId, added: [], withdrawn: [] };
    bySite.set(siteId, change);
    return change;
  };
  for (const assetId of added) {
    const asset = await assets.find(assetId);
    if (asset !== null) of(asset.siteId).added.push(assetId);
  }
  for (const one of withdrawn) of(one.siteId).withdrawn.push(one.assetId);
  return [...bySite.values()];
}
