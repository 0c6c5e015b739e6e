import { identityOf } from '@gatehouse/kernel';
import type { Criticality, PersonId, Protocol, SiteId, TargetId, TargetIdentity } from '@gatehouse/kernel';
import { rdpSettingsOf } from '@gatehouse/directory';
import type { RdpSettings, TargetSettings } from '@gatehouse/directory';
import type { EntityManager } from 'typeorm';
import { desktopSettingsOf } from './desktop-settings-view.js';
import type { DesktopSettingsView } from './desktop-settings-view.js';
import { shownFingerprint } from './identity-view.js';
import { weakAlgorithmsOf } from './weak-algorithms-view.js';
import type { WeakAlgorithmsView } from './weak-algorithms-view.js';

export interface TargetView {
  id: TargetId;
  asset: {
    id: string;
    siteId: string;
    zoneId: string;
    tag: string;
    name: string;
    location: string;
    criticality: Criticality;
  };
  handle: string;
  protocol: Protocol;
  address: string;
  port: number;
  account: string;
  credential: { id: string; name: string } | null;
  hostKey: { keyType: string; fingerprint: string | null; pinnedAt: string } | null;
  jumpHost: { id: string; name: string } | null;
  weakAlgorithms: WeakAlgorithmsView | null;
  certificatePrincipals: string[];
  desktop: DesktopSettingsView | null;
  rdp: RdpSettings | null;
  suspendedAt: string | null;
}

export interface EntitledTargetView {
  id: TargetId;
  handle: string;
  protocol: Protocol;
  asset: { tag: string; name: string; location: string; criticality: Criticality };
  site: { id: string; name: string; timeZone: string };
  identity: TargetIdentity;
  weakAlgorithms: WeakAlgorithmsView | null;
}

/** Targets of the sites, with what an administrator needs. */
export async function listTargets(
  manager: EntityManager,
  sites: 'all' | readonly SiteId[],
  id: TargetId | null = null,
): Promise<TargetView[]> {
  const rows = await manager.query<Row[]>(
    `${select} LEFT JOIN credential c ON c.id = t.credential_id
     WHERE t.removed_at IS NULL AND ($1::text[] IS NULL OR t.site_id = ANY($1)) AND ($2::text IS NULL OR t.id = $2)
     ORDER BY a.tag, t.handle`,
    [sites === 'all' ? null : sites, id],
  );
  return rows.map(targetOf);
}

/** What a vendor user may ask for: no address, no account, and nothing of any other target. */
export async function listEntitledTargets(
  manager: EntityManager,
  personId: PersonId,
): Promise<EntitledTargetView[]> {
  const rows = await manager.query<Row[]>(
    `${select} LEFT JOIN credential c ON false
     JOIN person p ON p.id = $1
     JOIN vendor_entitlement e ON e.vendor_organisation_id = p.vendor_organisation_id AND e.asset_id = a.id
     WHERE t.removed_at IS NULL AND EXISTS (SELECT 1 FROM role_assignment r WHERE r.person_id = p.id
       AND r.role = 'vendor-user' AND (r.site_id IS NULL OR r.site_id = t.site_id))
     ORDER BY s.name, a.tag, t.handle`,
    [personId],
  );
  return rows.map((row) => ({
    id: row.id,
    handle: row.handle,
    protocol: row.protocol,
    asset: { tag: row.tag, name: row.asset_name, location: row.location, criticality: row.criticality },
    site: { id: row.site_id, name: row.site_name, timeZone: row.time_zone },
    identity: identityOf(row.protocol, row.pinned_fingerprint),
    weakAlgorithms: weakAlgorithmsOf(row.settings),
  }));
}

const select = `
  SELECT t.id, t.handle, t.protocol, t.address, t.port, t.account, t.settings, t.pinned_host_key_type, t.pinned_fingerprint,
    t.pinned_at, t.suspended_at, a.id AS asset_id, a.site_id, a.zone_id, a.tag, a.name AS asset_name, a.location,
    a.criticality, s.name AS site_name, s.time_zone, c.id AS credential_id, c.name AS credential_name, j.id AS jump_host_id, j.name AS jump_host_name
  FROM target t JOIN asset a ON a.id = t.asset_id JOIN site s ON s.id = t.site_id
  LEFT JOIN jump_host j ON j.id = t.jump_host_id`;

function targetOf(row: Row): TargetView {
  return {
    id: row.id,
    asset: {
      id: row.asset_id,
      siteId: row.site_id,
      zoneId: row.zone_id,
      tag: row.tag,
      name: row.asset_name,
      location: row.location,
      criticality: row.criticality,
    },
    handle: row.handle,
    protocol: row.protocol,
    address: row.address,
    port: row.port,
    account: row.account,
    credential:
      row.credential_id === null ? null : { id: row.credential_id, name: row.credential_name ?? '' },
    hostKey:
      row.pinned_fingerprint === null || row.pinned_at === null
        ? null
        : {
            keyType: row.pinned_host_key_type ?? '',
            fingerprint: shownFingerprint(row.pinned_fingerprint),
            pinnedAt: row.pinned_at.toISOString(),
          },
    jumpHost: row.jump_host_id === null ? null : { id: row.jump_host_id, name: row.jump_host_name ?? '' },
    weakAlgorithms: weakAlgorithmsOf(row.settings),
    certificatePrincipals: [...(row.settings.certificatePrincipals ?? [])],
    desktop: desktopSettingsOf(row.settings),
    rdp: rdpSettingsOf(row.settings),
    suspendedAt: row.suspended_at?.toISOString() ?? null,
  };
}

interface Row {
  id: TargetId;
  handle: string;
  protocol: Protocol;
  address: string;
  port: number;
  account: string;
  settings: TargetSettings;
  pinned_host_key_type: string | null;
  pinned_fingerprint: string | null;
  pinned_at: Date | null;
  suspended_at: Date | null;
  asset_id: string;
  site_id: string;
  zone_id: string;
  tag: string;
  asset_name: string;
  location: string;
  criticality: Criticality;
  site_name: string;
  time_zone: string;
  credential_id: string | null;
  credential_name: string | null;
  jump_host_id: string | null;
  jump_host_name: string | null;
}
