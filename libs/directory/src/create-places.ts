import { newId } from '@gatehouse/kernel';
import type { Clock, Criticality, EventLog, SiteId, UnitOfWork, ZoneId } from '@gatehouse/kernel';
import { invalid, mayChange, noSuch, taken } from './administrator.js';
import type { Administrator } from './administrator.js';
import type { Asset, Site, Zone } from './directory.js';
import { assetCreated, siteCreated, zoneCreated } from './directory-events.js';
import type { AssetStore, SiteStore, ZoneStore } from './directory-store.js';

export interface PlaceDeps {
  readonly uow: UnitOfWork<{ sites: SiteStore; zones: ZoneStore; assets: AssetStore; events: EventLog }>;
  readonly clock: Clock;
}

/** Only who administers every site makes a new one. @throws DomainError `not-found`, `conflict`, `invalid-input`. */
export async function createSite(
  { uow, clock }: PlaceDeps,
  by: Administrator,
  input: Pick<Site, 'name' | 'slug' | 'timeZone' | 'controlRoomPhone'>,
): Promise<Site> {
  if (by.sites !== 'all') throw noSuch('site');
  if (!isTimeZone(input.timeZone))
    throw invalid('timeZone', 'This is no time zone. Write it as Europe/Berlin.');
  return uow.run(async ({ sites, events }) => {
    const site: Site = {
      ...input,
      id: newId('site'),
      allowsViewerPasswords: false,
      suspendedAt: null,
      createdAt: clock.now(),
    };
    if (!(await sites.add(site))) throw taken('slug', 'A site with this short name exists. Choose another.');
    await events.append(siteCreated(site, by.actor));
    return site;
  });
}

/** @throws DomainError `not-found`, `conflict`. */
export async function createZone(
  { uow, clock }: PlaceDeps,
  by: Administrator,
  input: Pick<Zone, 'siteId' | 'name' | 'purdueLevel'>,
): Promise<Zone> {
  return uow.run(async ({ sites, zones, events }) => {
    await requireSite(sites, by, input.siteId);
    const zone: Zone = { ...input, id: newId('zone'), createdAt: clock.now() };
    if (!(await zones.add(zone)))
      throw taken('name', 'A zone with this name exists at the site. Choose another.');
    await events.append(zoneCreated(zone, by.actor));
    return zone;
  });
}

/** @throws DomainError `not-found`, `conflict`, `invalid-input` when the zone belongs to another site. */
export async function createAsset(
  { uow, clock }: PlaceDeps,
  by: Administrator,
  input: {
    siteId: SiteId;
    zoneId: ZoneId;
    tag: string;
    name: string;
    location: string;
    criticality: Criticality;
  },
): Promise<Asset> {
  return uow.run(async ({ sites, zones, assets, events }) => {
    await requireSite(sites, by, input.siteId);
    const zone = await zones.find(input.zoneId);
    if (zone?.siteId !== input.siteId) throw invalid('zoneId', 'Choose a zone of this site.');
    const asset: Asset = { ...input, id: newId('asset'), createdAt: clock.now() };
    if (!(await assets.add(asset)))
      throw taken('tag', 'A machine with this tag exists at the site. Check the tag.');
    await events.append(assetCreated(asset, by.actor));
    return asset;
  });
}

/** True for a name this build's calendar knows; an offset such as `+02:00` is none, for it has no summer. */
export function isTimeZone(text: string): boolean {
  if (text !== 'UTC' && !/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

async function requireSite(sites: SiteStore, by: Administrator, id: SiteId): Promise<void> {
  if (!mayChange(by, id) || (await sites.find(id)) === null) throw noSuch('site');
}
