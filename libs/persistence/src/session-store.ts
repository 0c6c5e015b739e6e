import type { GrantId, NodeId, SessionId } from '@gatehouse/kernel';
import type {
  ByteCounts,
  FoundSession,
  LiveSessionRow,
  NewSession,
  SessionStore,
  SessionTermination,
  TerminatedSession,
} from '@gatehouse/session';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresSessionStore implements SessionStore {
  constructor(private readonly manager: EntityManager) {}

  async add(session: NewSession): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      `INSERT INTO session (id, grant_id, person_id, target_id, site_id, node_id, protocol, created_at, ends_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (grant_id) WHERE state <> 'terminated' DO NOTHING RETURNING id`,
      [
        session.id,
        session.grantId,
        session.personId,
        session.targetId,
        session.siteId,
        session.nodeId,
        session.protocol,
        session.createdAt,
        session.endsBy,
      ],
    );
    return rows.length === 1;
  }

  async start(id: SessionId, at: Date): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      `UPDATE session SET state = 'active', started_at = $2 WHERE id = $1 AND state = 'pending' RETURNING id`,
      [id, at],
    );
    return rows.length === 1;
  }

  async progress(id: SessionId, bytes: ByteCounts): Promise<void> {
    await this.manager.query(
      `UPDATE session SET bytes_to_target = greatest(bytes_to_target, $2), bytes_to_client = greatest(bytes_to_client, $3)
       WHERE id = $1`,
      [id, bytes.toTarget, bytes.toClient],
    );
  }

  async cancel(id: SessionId, endedBy: string | null, detail: string | null): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      `UPDATE session SET state = 'canceling', ended_by = $2, end_detail = $3
       WHERE id = $1 AND state IN ('pending', 'active') RETURNING id`,
      [id, endedBy, detail],
    );
    return rows.length === 1;
  }

  async terminate(id: SessionId, end: SessionTermination, at: Date): Promise<TerminatedSession | null> {
    const [row] = await returnedRows<TerminatedRow>(
      this.manager,
      `UPDATE session SET state = 'terminated', end_reason = $2, end_detail = coalesce($3, end_detail), ended_at = $4,
         disconnect_verified = $5, bytes_to_target = greatest(bytes_to_target, $6),
         bytes_to_client = greatest(bytes_to_client, $7),
         departure = CASE WHEN protocol = 'rdp' AND started_at IS NOT NULL THEN coalesce($8, 'not-known') END
       WHERE id = $1 AND state <> 'terminated'
       RETURNING site_id, grant_id, person_id, target_id, ended_by, departure`,
      [
        id,
        end.reason,
        end.detail,
        at,
        end.disconnectVerified,
        end.bytes?.toTarget ?? 0,
        end.bytes?.toClient ?? 0,
        end.departure ?? null,
      ],
    );
    if (row === undefined) return null;
    return {
      siteId: row.site_id,
      grantId: row.grant_id,
      personId: row.person_id,
      targetId: row.target_id,
      endedBy: row.ended_by,
      departure: row.departure,
    };
  }

  async find(id: SessionId): Promise<FoundSession | null> {
    const [row] = await this.manager.query<FoundRow[]>(
      `SELECT id, grant_id, person_id, target_id, site_id, state, frozen_at FROM session WHERE id = $1`,
      [id],
    );
    if (row === undefined) return null;
    return {
      id: row.id,
      grantId: row.grant_id,
      personId: row.person_id,
      targetId: row.target_id,
      siteId: row.site_id,
      state: row.state,
      isFrozen: row.frozen_at !== null,
    };
  }

  async isFrozen(grantId: GrantId): Promise<boolean> {
    const rows = await this.manager.query<object[]>(
      'SELECT 1 FROM session WHERE grant_id = $1 AND frozen_at IS NOT NULL LIMIT 1',
      [grantId],
    );
    return rows.length > 0;
  }

  async liveOnNode(nodeId: NodeId): Promise<LiveSessionRow[]> {
    const rows = await this.manager.query<LiveRow[]>(
      `SELECT s.id, s.grant_id, s.person_id, p.vendor_organisation_id, s.target_id, s.site_id, s.state, s.created_at
       FROM session s JOIN person p ON p.id = s.person_id
       WHERE s.node_id = $1 AND s.state <> 'terminated' ORDER BY s.created_at`,
      [nodeId],
    );
    return rows.map((row) => ({
      id: row.id,
      grantId: row.grant_id,
      personId: row.person_id,
      vendorOrganisationId: row.vendor_organisation_id,
      targetId: row.target_id,
      siteId: row.site_id,
      state: row.state,
      createdAt: row.created_at,
    }));
  }
}

interface TerminatedRow {
  site_id: TerminatedSession['siteId'];
  grant_id: TerminatedSession['grantId'];
  person_id: TerminatedSession['personId'];
  target_id: TerminatedSession['targetId'];
  ended_by: string | null;
  departure: TerminatedSession['departure'];
}

interface FoundRow extends Omit<TerminatedRow, 'ended_by' | 'departure'> {
  id: SessionId;
  state: FoundSession['state'];
  frozen_at: Date | null;
}

interface LiveRow extends Omit<FoundRow, 'frozen_at'> {
  state: LiveSessionRow['state'];
  vendor_organisation_id: LiveSessionRow['vendorOrganisationId'];
  created_at: Date;
}
