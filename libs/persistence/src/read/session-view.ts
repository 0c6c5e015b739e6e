import type {
  ChannelRight,
  GrantId,
  PersonId,
  Protocol,
  SessionEndReason,
  SessionId,
  SiteId,
} from '@gatehouse/kernel';
import type { Departure } from '@gatehouse/session';
import type { EntityManager } from 'typeorm';
import { viewerValues, visibleTo } from './viewer.js';
import type { Viewer } from './viewer.js';

/** A session as lists and cards show it; what the viewer may do with it is added where roles are known. */
export interface SessionView {
  id: SessionId;
  grantId: GrantId;
  requestId: string;
  protocol: Protocol;
  person: { id: PersonId; displayName: string; organisation: string | null };
  target: { id: string; handle: string; assetTag: string; assetName: string; location: string };
  site: { id: SiteId; name: string; timeZone: string };
  state: 'pending' | 'active' | 'canceling' | 'terminated';
  rights: ChannelRight[];
  startedAt: string | null;
  endsBy: string;
  endedAt: string | null;
  endReason: SessionEndReason | null;
  endDetail: string | null;
  endedBy: string | null;
  disconnectVerified: boolean;
  /** How a machine with RDP was left; null before the end, and where there is no word for it. */
  departure: Departure | null;
  clientLeg: 'ssh' | 'web' | 'vnc' | 'rdp' | null;
  source: string | null;
  hostKeyFingerprint: string | null;
  purpose: string;
  workOrder: string | null;
  /** Input goes nowhere; after the end, nobody connects under the same grant. */
  frozen: { since: string; by: string; reason: string | null } | null;
  recording: {
    id: string;
    state: 'open' | 'sealing' | 'sealed' | 'purged';
    complete: boolean | null;
    sealReason: string | null;
    durationMs: number | null;
    byteSize: number | null;
  } | null;
}

export interface SessionFilter {
  readonly id?: SessionId;
  readonly grantId?: GrantId;
  readonly siteId?: SiteId;
  readonly live?: boolean;
  readonly limit?: number;
}

/** Newest first. */
export async function listSessions(
  manager: EntityManager,
  viewer: Viewer,
  filter: SessionFilter = {},
): Promise<SessionView[]> {
  const rows = await manager.query<Row[]>(
    `SELECT x.id, x.grant_id, g.request_id, x.protocol, x.state, g.rights, x.started_at, x.ends_by, x.ended_at,
       x.end_reason, x.end_detail, coalesce(e.display_name, x.ended_by) AS ended_by, x.disconnect_verified, x.departure,
       p.id AS person_id, p.display_name, v.name AS organisation,
       t.id AS target_id, t.handle, a.tag, a.name AS asset_name, a.location,
       s.id AS site_id, s.name AS site_name, s.time_zone, q.purpose, q.work_order,
       x.frozen_at, f.display_name AS frozen_by, x.frozen_reason,
       c.client_leg, c.source, c.host_key_fingerprint,
       r.id AS recording_id, r.state AS recording_state, r.complete, r.seal_reason, r.duration_ms, r.byte_size
     FROM session x
     JOIN access_grant g ON g.id = x.grant_id
     JOIN access_request q ON q.id = g.request_id
     JOIN person p ON p.id = x.person_id
     LEFT JOIN vendor_organisation v ON v.id = p.vendor_organisation_id
     LEFT JOIN person e ON e.id = x.ended_by
     LEFT JOIN person f ON f.id = x.frozen_by
     JOIN target t ON t.id = x.target_id
     JOIN asset a ON a.id = t.asset_id
     JOIN site s ON s.id = x.site_id
     LEFT JOIN LATERAL (
       SELECT * FROM connection n WHERE n.session_id = x.id ORDER BY n.opened_at DESC LIMIT 1) c ON true
     LEFT JOIN recording r ON r.connection_id = c.id
     WHERE ${visibleTo({ person: 'x.person_id', site: 'x.site_id', organisation: 'p.vendor_organisation_id' })}
       AND ($5::text IS NULL OR x.id = $5) AND ($6::text IS NULL OR x.grant_id = $6)
       AND ($7::text IS NULL OR x.site_id = $7)
       AND ($8::boolean IS NULL OR (x.state <> 'terminated') = $8)
     ORDER BY x.created_at DESC, x.id LIMIT $9`,
    [
      ...viewerValues(viewer),
      filter.id ?? null,
      filter.grantId ?? null,
      filter.siteId ?? null,
      filter.live ?? null,
      filter.limit ?? 200,
    ],
  );
  return rows.map(viewOf);
}

function viewOf(row: Row): SessionView {
  return {
    id: row.id,
    grantId: row.grant_id,
    requestId: row.request_id,
    protocol: row.protocol,
    person: { id: row.person_id, displayName: row.display_name, organisation: row.organisation },
    target: {
      id: row.target_id,
      handle: row.handle,
      assetTag: row.tag,
      assetName: row.asset_name,
      location: row.location,
    },
    site: { id: row.site_id, name: row.site_name, timeZone: row.time_zone },
    state: row.state,
    rights: row.rights,
    startedAt: row.started_at?.toISOString() ?? null,
    endsBy: row.ends_by.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    endReason: row.end_reason,
    endDetail: row.end_detail,
    endedBy: row.ended_by,
    disconnectVerified: row.disconnect_verified,
    departure: row.departure,
    clientLeg: row.client_leg,
    source: row.source,
    hostKeyFingerprint: row.host_key_fingerprint,
    purpose: row.purpose,
    workOrder: row.work_order,
    frozen:
      row.frozen_at === null
        ? null
        : { since: row.frozen_at.toISOString(), by: row.frozen_by, reason: row.frozen_reason },
    recording:
      row.recording_id === null
        ? null
        : {
            id: row.recording_id,
            state: row.recording_state,
            complete: row.complete,
            sealReason: row.seal_reason,
            durationMs: row.duration_ms === null ? null : Number(row.duration_ms),
            byteSize: row.byte_size === null ? null : Number(row.byte_size),
          },
  };
}

interface Row {
  id: SessionId;
  grant_id: GrantId;
  request_id: string;
  protocol: Protocol;
  state: SessionView['state'];
  rights: ChannelRight[];
  started_at: Date | null;
  ends_by: Date;
  ended_at: Date | null;
  end_reason: SessionEndReason | null;
  end_detail: string | null;
  ended_by: string | null;
  disconnect_verified: boolean;
  departure: Departure | null;
  person_id: PersonId;
  display_name: string;
  organisation: string | null;
  target_id: string;
  handle: string;
  tag: string;
  asset_name: string;
  location: string;
  site_id: SiteId;
  site_name: string;
  time_zone: string;
  purpose: string;
  work_order: string | null;
  frozen_at: Date | null;
  frozen_by: string;
  frozen_reason: string | null;
  client_leg: SessionView['clientLeg'];
  source: string | null;
  host_key_fingerprint: string | null;
  recording_id: string | null;
  recording_state: 'open' | 'sealing' | 'sealed' | 'purged';
  complete: boolean | null;
  seal_reason: string | null;
  duration_ms: string | null;
  byte_size: string | null;
}
