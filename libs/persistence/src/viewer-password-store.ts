import type { ViewerPassword, ViewerPasswordStore } from '@gatehouse/grant';
import type { SiteId, TicketId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresViewerPasswordStore implements ViewerPasswordStore {
  constructor(private readonly manager: EntityManager) {}

  async add(password: ViewerPassword, sealed: Buffer, most: number): Promise<boolean> {
    const { id, grantId, personId, factorAt, createdAt, expiresAt } = password;
    await this.manager.query('DELETE FROM viewer_password WHERE expires_at <= $1 OR grant_id = $2', [
      createdAt,
      grantId,
    ]);
    const added = await returnedRows(
      this.manager,
      `INSERT INTO viewer_password (id, grant_id, person_id, sealed, factor_at, created_at, expires_at)
       SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM viewer_password) < $8
       ON CONFLICT DO NOTHING RETURNING id`,
      [id, grantId, personId, sealed, factorAt, createdAt, expiresAt, most],
    );
    return added.length === 1;
  }

  async live(
    now: Date,
    everywhere: boolean,
    most: number,
  ): Promise<{ readonly id: TicketId; readonly sealed: Buffer }[]> {
    return this.manager.query(
      `SELECT p.id, p.sealed FROM viewer_password p
       JOIN access_grant g ON g.id = p.grant_id JOIN site s ON s.id = g.site_id
       WHERE p.created_at <= $1 AND p.expires_at > $1 AND ($2 OR s.viewer_passwords)
       ORDER BY p.created_at, p.id LIMIT $3`,
      [now, everywhere, most],
    );
  }

  async spend(id: TicketId, now: Date): Promise<ViewerPassword | null> {
    const [row] = await returnedRows<ViewerPassword>(
      this.manager,
      `DELETE FROM viewer_password WHERE id = $1 AND created_at <= $2 AND expires_at > $2
       RETURNING id, grant_id AS "grantId", person_id AS "personId", factor_at AS "factorAt",
         created_at AS "createdAt", expires_at AS "expiresAt"`,
      [id, now],
    );
    return row ?? null;
  }

  async isAllowed(siteId?: SiteId): Promise<boolean> {
    const [row] = await this.manager.query<{ allowed: boolean }[]>(
      'SELECT EXISTS (SELECT FROM site WHERE viewer_passwords AND ($1::text IS NULL OR id = $1)) AS allowed',
      [siteId ?? null],
    );
    return row?.allowed === true;
  }
}
