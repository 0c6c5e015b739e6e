import type { AccessGrant, GrantForConnect, ResolvedJumpHost } from '@gatehouse/grant';

export const grantColumns = `g.id, g.request_id, g.target_id, g.person_id, g.site_id, g.rights, g.opens_at, g.closes_at,
  g.state, g.close_reason, g.closed_at, g.approved, g.permit_hash, g.created_at`;

export interface GrantRow {
  id: AccessGrant['id'];
  request_id: AccessGrant['requestId'];
  target_id: AccessGrant['targetId'];
  person_id: AccessGrant['personId'];
  site_id: AccessGrant['siteId'];
  rights: AccessGrant['rights'];
  opens_at: Date;
  closes_at: Date;
  state: AccessGrant['state'];
  close_reason: AccessGrant['closeReason'];
  closed_at: Date | null;
  approved: AccessGrant['approved'];
  permit_hash: Buffer;
  created_at: Date;
}

export function grantOf(row: GrantRow): AccessGrant {
  return {
    id: row.id,
    requestId: row.request_id,
    targetId: row.target_id,
    personId: row.person_id,
    siteId: row.site_id,
    rights: row.rights,
    window: { opensAt: row.opens_at, closesAt: row.closes_at },
    state: row.state,
    closeReason: row.close_reason,
    closedAt: row.closed_at,
    approved: row.approved,
    permitHash: row.permit_hash,
    createdAt: row.created_at,
  };
}

/** Everything a door asks about a grant, in one statement; a WHERE clause goes behind it. */
export const selectForConnect = `
  SELECT ${grantColumns},
    t.protocol, t.address, t.port, t.account, t.credential_id, t.handle, t.settings,
    jump_host_chain(t.jump_host_id, true) AS jump_hosts, t.pinned_host_key,
    t.pinned_host_key_type, t.pinned_fingerprint, t.suspended_at AS target_suspended_at, t.removed_at AS target_removed_at,
    a.id AS asset_id, a.tag, a.name AS asset_name, a.location, a.zone_id, a.criticality,
    p.login, p.display_name, p.state AS person_state,
    v.id AS vendor_id, v.name AS vendor_name, v.suspended_at AS vendor_suspended_at, v.contract_ends_at,
    EXISTS (SELECT 1 FROM role_assignment r WHERE r.person_id = p.id AND r.role = 'vendor-user'
      AND (r.site_id IS NULL OR r.site_id = g.site_id)) AS is_vendor_user,
    EXISTS (SELECT 1 FROM vendor_entitlement e WHERE e.vendor_organisation_id = p.vendor_organisation_id
      AND e.asset_id = a.id) AS is_entitled,
    s.name AS site_name, s.time_zone, s.control_room_phone, s.suspended_at AS site_suspended_at,
    q.purpose, q.planned_change, q.work_order, q.content_hash,
    EXISTS (SELECT 1 FROM session l WHERE l.grant_id = g.id AND l.state <> 'terminated') AS has_live_session
  FROM access_grant g
  JOIN target t ON t.id = g.target_id
  JOIN asset a ON a.id = t.asset_id
  JOIN site s ON s.id = g.site_id
  JOIN person p ON p.id = g.person_id
  LEFT JOIN vendor_organisation v ON v.id = p.vendor_organisation_id
  JOIN access_request q ON q.id = g.request_id`;

export interface GrantForConnectRow extends GrantRow {
  protocol: GrantForConnect['target']['protocol'];
  address: string;
  port: number;
  account: string;
  credential_id: GrantForConnect['target']['credentialId'];
  handle: string;
  settings: GrantForConnect['target']['settings'];
  jump_hosts: (ResolvedJumpHost & { hostKey: string | null })[];
  pinned_host_key: Buffer | null;
  pinned_host_key_type: string | null;
  pinned_fingerprint: string | null;
  target_suspended_at: Date | null;
  target_removed_at: Date | null;
  asset_id: GrantForConnect['target']['asset']['id'];
  tag: string;
  asset_name: string;
  location: string;
  zone_id: GrantForConnect['target']['asset']['zoneId'];
  criticality: GrantForConnect['target']['asset']['criticality'];
  login: string;
  display_name: string;
  person_state: GrantForConnect['person']['state'];
  vendor_id: NonNullable<GrantForConnect['person']['vendorOrganisation']>['id'] | null;
  vendor_name: string;
  vendor_suspended_at: Date | null;
  contract_ends_at: Date | null;
  is_vendor_user: boolean;
  is_entitled: boolean;
  site_name: string;
  time_zone: string;
  control_room_phone: string | null;
  site_suspended_at: Date | null;
  purpose: string;
  planned_change: boolean;
  work_order: string | null;
  content_hash: Buffer;
  has_live_session: boolean;
}

export function grantForConnectOf(row: GrantForConnectRow): GrantForConnect {
  return {
    grant: grantOf(row),
    target: {
      id: row.target_id,
      protocol: row.protocol,
      address: row.address,
      port: row.port,
      account: row.account,
      credentialId: row.credential_id,
      hostKeyFingerprint: row.pinned_fingerprint,
      handle: row.handle,
      pinnedHostKey: row.pinned_host_key,
      pinnedHostKeyType: row.pinned_host_key_type,
      settings: row.settings,
      jumpHosts: row.jump_hosts.map(({ hostKey, ...jumpHost }) => ({
        ...jumpHost,
        pinnedHostKey: hostKey === null ? null : Buffer.from(hostKey, 'base64'),
      })),
      suspendedAt: row.target_suspended_at,
      removedAt: row.target_removed_at,
      asset: {
        id: row.asset_id,
        tag: row.tag,
        name: row.asset_name,
        location: row.location,
        zoneId: row.zone_id,
        criticality: row.criticality,
      },
    },
    person: {
      id: row.person_id,
      login: row.login,
      displayName: row.display_name,
      state: row.person_state,
      vendorOrganisation:
        row.vendor_id === null
          ? null
          : {
              id: row.vendor_id,
              name: row.vendor_name,
              suspendedAt: row.vendor_suspended_at,
              contractEndsAt: row.contract_ends_at,
            },
      isVendorUser: row.is_vendor_user,
      isEntitled: row.is_entitled,
    },
    site: {
      id: row.site_id,
      name: row.site_name,
      timeZone: row.time_zone,
      controlRoomPhone: row.control_room_phone,
      suspendedAt: row.site_suspended_at,
    },
    request: {
      contentHash: row.content_hash.toString('hex'),
      purpose: row.purpose,
      plannedChange: row.planned_change,
      workOrder: row.work_order,
    },
    hasLiveSession: row.has_live_session,
  };
}
