import type { NewRevocation, Revocation, RevocationStore } from '@gatehouse/grant';
import type { PersonId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';

export class PostgresRevocationStore implements RevocationStore {
  constructor(private readonly manager: EntityManager) {}

  async add(revocation: NewRevocation): Promise<void> {
    await this.manager.query(
      `INSERT INTO revocation (scope, scope_id, reason, text, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        revocation.scope,
        revocation.scopeId,
        revocation.reason,
        revocation.text,
        revocation.madeBy,
        revocation.at,
      ],
    );
  }

  async after(seq: bigint): Promise<Revocation[]> {
    const rows = await this.manager.query<RevocationRow[]>(
      `SELECT seq, scope, scope_id, reason, text, made_by, made_at FROM revocation WHERE seq > $1 ORDER BY seq`,
      [seq.toString()],
    );
    return rows.map(
      (row) =>
        ({
          seq: BigInt(row.seq),
          scope: row.scope,
          scopeId: row.scope_id,
          reason: row.reason,
          text: row.text,
          madeBy: row.made_by,
          at: row.made_at,
        }) as Revocation,
    );
  }

  async lastSeq(): Promise<bigint> {
    const [row] = await this.manager.query<{ seq: string }[]>(
      'SELECT coalesce(max(seq), 0) AS seq FROM revocation',
    );
    return BigInt(row?.seq ?? 0);
  }
}

interface RevocationRow {
  seq: string;
  scope: Revocation['scope'];
  scope_id: string | null;
  reason: Revocation['reason'];
  text: string | null;
  made_by: PersonId | null;
  made_at: Date;
}
