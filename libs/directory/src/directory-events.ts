import type { Actor, DomainEvent, SiteId } from '@gatehouse/kernel';
import type { Asset, Site, Target, VendorOrganisation, Zone } from './directory.js';
import type { WeakAlgorithms } from './target-settings.js';

export function siteCreated(site: Site, actor: Actor): DomainEvent {
  const { name, slug, timeZone } = site;
  return event('site.created', actor, site.createdAt, site.id, { site: site.id }, { name, slug, timeZone });
}

export function viewerPasswordsAllowed(site: Site, actor: Actor, at: Date): DomainEvent {
  const kind = `site.viewer-passwords-${site.allowsViewerPasswords ? 'allowed' : 'withdrawn'}`;
  return event(kind, actor, at, site.id, { site: site.id }, { name: site.name });
}

export function zoneCreated(zone: Zone, actor: Actor): DomainEvent {
  const { name, purdueLevel } = zone;
  return event('zone.created', actor, zone.createdAt, zone.siteId, { zone: zone.id }, { name, purdueLevel });
}

export function assetCreated(asset: Asset, actor: Actor): DomainEvent {
  const { tag, name, location, criticality, zoneId } = asset;
  return event(
    'asset.created',
    actor,
    asset.createdAt,
    asset.siteId,
    { asset: asset.id },
    { tag, name, location, criticality, zoneId },
  );
}

export function targetCreated(target: Target, actor: Actor): DomainEvent {
  return event('target.created', actor, target.createdAt, target.siteId, targetSubjects(target), {
    handle: target.handle,
    ...endpoint(target),
  });
}

/** Old and new side by side: every open grant for this target stops connecting. */
export function targetChanged(before: Target, after: Target, actor: Actor, at: Date): DomainEvent {
  return event('target.changed', actor, at, after.siteId, targetSubjects(after), {
    before: endpoint(before),
    after: endpoint(after),
  });
}

/** Found by its own kind, beside the change it is part of. */
export function weakAlgorithmsAllowed(
  target: Target,
  weak: WeakAlgorithms,
  actor: Actor,
  at: Date,
): DomainEvent {
  const data = { handle: target.handle, reason: weak.reason };
  return event('target.weak-algorithms-allowed', actor, at, target.siteId, targetSubjects(target), data);
}

export function weakAlgorithmsWithdrawn(target: Target, actor: Actor, at: Date): DomainEvent {
  const data = { handle: target.handle };
  return event('target.weak-algorithms-withdrawn', actor, at, target.siteId, targetSubjects(target), data);
}

export function targetRemoved(target: Target, actor: Actor, at: Date): DomainEvent {
  return event('target.removed', actor, at, target.siteId, targetSubjects(target), {
    handle: target.handle,
    ...endpoint(target),
  });
}

export function vendorOrganisationCreated(organisation: VendorOrganisation, actor: Actor): DomainEvent {
  return event(
    'vendor-organisation.created',
    actor,
    organisation.createdAt,
    null,
    { vendorOrganisation: organisation.id },
    { name: organisation.name, contractEndsAt: organisation.contractEndsAt },
  );
}

export function entitlementsChanged(
  organisation: VendorOrganisation,
  change: { siteId: SiteId; added: readonly string[]; withdrawn: readonly string[] },
  actor: Actor,
  at: Date,
): DomainEvent {
  return event(
    'vendor-organisation.entitlements-changed',
    actor,
    at,
    change.siteId,
    { vendorOrganisation: organisation.id },
    { name: organisation.name, added: change.added, withdrawn: change.withdrawn },
  );
}

/** A block or its end, of a site, a target or a vendor organisation. */
export function blocked(
  kind: 'site' | 'target' | 'vendor-organisation',
  is: 'suspended' | 'reinstated',
  of: { id: string; siteId: SiteId | null; name: string },
  actor: Actor,
  at: Date,
  text: string | null,
): DomainEvent {
  const subject = kind === 'vendor-organisation' ? 'vendorOrganisation' : kind;
  return event(`${kind}.${is}`, actor, at, of.siteId, { [subject]: of.id }, { name: of.name, text });
}

function event(
  kind: string,
  actor: Actor,
  at: Date,
  siteId: SiteId | null,
  subjects: DomainEvent['subjects'],
  data: DomainEvent['data'],
): DomainEvent {
  return { kind, at, actor, siteId, subjects, data };
}

function targetSubjects(target: Target): Record<string, string> {
  return { target: target.id, asset: target.assetId };
}

function endpoint(target: Target): Record<string, unknown> {
  const { protocol, address, port, account, credentialId, jumpHostId, hostKey, settings } = target;
  const fingerprint = hostKey?.fingerprint ?? null;
  return { protocol, address, port, account, credentialId, jumpHostId, fingerprint, settings };
}
