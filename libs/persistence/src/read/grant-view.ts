import { identityOf } from '@gatehouse/kernel';
import type { ChannelRight, GrantId, Protocol, RequestId, TargetIdentity } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { viewerValues, visibleTo } from './viewer.js';
import type { Viewer } from './viewer.js';

/** A grant as lists and cards show it. Its state is what the window says now, whether or not a job ran. */
export interface GrantView {
  id: GrantId;
  requestId: RequestId;
  person: { id: string; displayName: string; organisation: string | null };
  site: { id: string; name: string; timeZone: string };
  target: {
    id: string;
    handle: string;
    protocol: Protocol;
    identity: TargetIdentity;
    assetTag: string;
    assetName: string;
    location: string;
  };
  rights: ChannelRight[];
  window: { opensAt: string; closesAt: string };
  state: 'scheduled' | 'open' | 'closed';
  closeReason: 'ended' | 'revoked' | 'used-up' | null;
  closedAt: string | null;
  liveSessionId: string | null;
  sshCommand: string | null;
  approvedBy: { displayName: string; at: string }[];
  purpose: string;
  workOrder: string | null;
}

export interface GrantFilter {
  readonly id?: GrantId;
  readonly requestIds?: readonly RequestId[];
  readonly state?: GrantView['state'];
  readonly limit?: number;
}

/** Newest first. @param sshCommand the line for the owner's own client. */
export async function listGrants(
  manager: EntityManager,
  viewer: Viewer,
  now: Date,
  sshCommand: (login: string, handle: string) => string,
  filter: GrantFilter = {},
): Promise<GrantView[]> {
  const rows = await manager.query<Row[]>(
    `SELECT * FROM (
       SELECT g.id, g.request_id, g.rights, g.opens_at, g.closes_at, g.approved, g.created_at,
         CASE WHEN g.state = 'closed' OR g.closes_at <= $5 THEN 'closed' WHEN g.opens_at <= $5 THEN 'open'
           ELSE 'scheduled' END AS state,
         CASE WHEN g.state = 'closed' THEN g.close_reason WHEN g.closes_at <= $5 THEN 'ended' END AS close_reason,
         CASE WHEN g.state = 'closed' THEN g.closed_at WHEN g.closes_at <= $5 THEN g.closes_at END AS closed_at,
         p.id AS person_id, p.login, p.display_name, v.name AS organisation,
         s.id AS site_id, s.name AS site_name, s.time_zone,
         t.id AS target_id, t.handle, t.protocol, a.tag, a.name AS asset_name, a.location,
         q.purpose, q.work_order,
         (SELECT l.id FROM session l WHERE l.grant_id = g.id AND l.state <> 'terminated') AS live_session_id
       FROM access_grant g
       JOIN access_request q ON q.id = g.request_id
       JOIN person p ON p.id = g.person_id
       LEFT JOIN vendor_organisation v ON v.id = p.vendor_organisation_id
       JOIN site s ON s.id = g.site_id
       JOIN target t ON t.id = g.target_id
       JOIN asset a ON a.id = t.asset_id
       WHERE ${visibleTo({ person: 'g.person_id', site: 'g.site_id', organisation: 'p.vendor_organisation_id' })}
         AND ($6::text IS NULL OR g.id = $6) AND ($7::text[] IS NULL OR g.request_id = ANY($7))
     ) AS seen
     WHERE $8::text IS NULL OR state = $8
     ORDER BY created_at DESC, id LIMIT $9`,
    [
      ...viewerValues(viewer),
      now,
      filter.id ?? null,
      filter.requestIds ?? null,
      filter.state ?? null,
      filter.limit ?? 200,
    ],
  );
  return rows.map((row) => viewOf(row, viewer, sshCommand));
}

function viewOf(row: Row, viewer: Viewer, sshCommand: (login: string, handle: string) => string): GrantView {
  const isOwn = row.person_id === viewer.personId;
  return {
    id: row.id,
    requestId: row.request_id,
    person: { id: row.person_id, displayName: row.display_name, organisation: row.organisation },
    site: { id: row.site_id, name: row.site_name, timeZone: row.time_zone },
    target: {
      id: row.target_id,
      handle: row.handle,
      protocol: row.protocol,
      identity: identityOf(row.protocol, row.approved.target.hostKeyFingerprint),
      assetTag: row.tag,
      assetName: row.asset_name,
      location: row.location,
    },
    rights: row.rights,
    window: { opensAt: row.opens_at.toISOString(), closesAt: row.closes_at.toISOString() },
    state: row.state,
    closeReason: row.close_reason,
    closedAt: row.closed_at?.toISOString() ?? null,
    liveSessionId: row.live_session_id,
    sshCommand:
      isOwn && row.protocol === 'ssh' && row.state !== 'closed' ? sshCommand(row.login, row.handle) : null,
    approvedBy: row.approved.approvers.map(({ displayName, at }) => ({ displayName, at })),
    purpose: row.purpose,
    workOrder: row.work_order,
  };
}

interface Row {
  id: GrantId;
  request_id: RequestId;
  rights: ChannelRight[];
  opens_at: Date;
  closes_at: Date;
  approved: {
    target: { hostKeyFingerprint: string | null };
    approvers: { displayName: string; at: string }[];
  };
  state: GrantView['state'];
  close_reason: GrantView['closeReason'];
  closed_at: Date | null;
  person_id: string;
  login: string;
  display_name: string;
  organisation: string | null;
  site_id: string;
  site_name: string;
  time_zone: string;
  target_id: string;
  handle: string;
  protocol: Protocol;
  tag: string;
  asset_name: string;
  location: string;
  purpose: string;
  work_order: string | null;
  live_session_id: string | null;
}
