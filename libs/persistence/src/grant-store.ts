import type { AccessGrant, GrantCloseReason, GrantForConnect, GrantStore } from '@gatehouse/grant';
import type { GrantId, PersonId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { grantColumns, grantForConnectOf, grantOf, selectForConnect } from './grant-row.js';
import type { GrantForConnectRow, GrantRow } from './grant-row.js';
import { returnedRows } from './returned-rows.js';

export class PostgresGrantStore implements GrantStore {
  constructor(private readonly manager: EntityManager) {}

  async add(grant: AccessGrant): Promise<void> {
    await this.manager.query(
      `INSERT INTO access_grant (id, request_id, target_id, person_id, site_id, rights, opens_at, closes_at, state,
         approved, permit_hash, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        grant.id,
        grant.requestId,
        grant.targetId,
        grant.personId,
        grant.siteId,
        grant.rights,
        grant.window.opensAt,
        grant.window.closesAt,
        grant.state,
        JSON.stringify(grant.approved),
        grant.permitHash,
        grant.createdAt,
      ],
    );
  }

  async find(id: GrantId): Promise<AccessGrant | null> {
    const [row] = await this.manager.query<GrantRow[]>(
      `SELECT ${grantColumns} FROM access_grant g WHERE g.id = $1`,
      [id],
    );
    return row ? grantOf(row) : null;
  }

  async close(id: GrantId, reason: GrantCloseReason, at: Date): Promise<AccessGrant | null> {
    const [row] = await returnedRows<GrantRow>(
      this.manager,
      `UPDATE access_grant g SET state = 'closed', close_reason = $2, closed_at = $3
       WHERE g.id = $1 AND g.state <> 'closed' RETURNING ${grantColumns}`,
      [id, reason, at],
    );
    return row ? grantOf(row) : null;
  }

  async openDue(now: Date): Promise<AccessGrant[]> {
    const rows = await returnedRows<GrantRow>(
      this.manager,
      `UPDATE access_grant g SET state = 'open'
       WHERE g.state = 'scheduled' AND g.opens_at <= $1 AND g.closes_at > $1 RETURNING ${grantColumns}`,
      [now],
    );
    return rows.map(grantOf);
  }

  async closeEnded(now: Date): Promise<AccessGrant[]> {
    const rows = await returnedRows<GrantRow>(
      this.manager,
      `UPDATE access_grant g SET state = 'closed', close_reason = 'ended', closed_at = $1
       WHERE g.state <> 'closed' AND g.closes_at <= $1 RETURNING ${grantColumns}`,
      [now],
    );
    return rows.map(grantOf);
  }

  async findForConnect(id: GrantId): Promise<GrantForConnect | null> {
    const [row] = await this.manager.query<GrantForConnectRow[]>(`${selectForConnect} WHERE g.id = $1`, [id]);
    return row ? grantForConnectOf(row) : null;
  }

  async findOpenGrants(personId: PersonId, now: Date): Promise<GrantForConnect[]> {
    const rows = await this.manager.query<GrantForConnectRow[]>(
      `${selectForConnect}
       WHERE g.person_id = $1 AND g.state <> 'closed' AND g.opens_at <= $2 AND g.closes_at > $2
       ORDER BY g.closes_at, g.id`,
      [personId, now],
    );
    return rows.map(grantForConnectOf);
  }

  async findByHandle(personId: PersonId, handle: string, now: Date): Promise<GrantForConnect | null> {
    const [row] = await this.manager.query<GrantForConnectRow[]>(
      `${selectForConnect}
       WHERE g.person_id = $1 AND t.handle = $2
       ORDER BY
         CASE WHEN g.state <> 'closed' AND g.opens_at <= $3 AND g.closes_at > $3 THEN 0
              WHEN g.state <> 'closed' AND g.opens_at > $3 THEN 1 ELSE 2 END,
         CASE WHEN g.state <> 'closed' AND g.opens_at > $3 THEN g.opens_at END ASC NULLS LAST,
         coalesce(g.closed_at, g.closes_at) DESC, g.id
       LIMIT 1`,
      [personId, handle, now],
    );
    return row ? grantForConnectOf(row) : null;
  }
}
