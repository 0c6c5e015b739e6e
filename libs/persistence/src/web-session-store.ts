import type { WebSession, WebSessionStore } from '@gatehouse/identity';
import type { PersonId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const columns = 'token_hash, person_id, level, source, created_at, expires_at, factor_at';
const alive = 'token_hash = $1 AND ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3';

export class PostgresWebSessionStore implements WebSessionStore {
  constructor(private readonly manager: EntityManager) {}

  async add(session: WebSession): Promise<void> {
    await this.manager.query(
      `INSERT INTO web_session (${columns}, last_seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $5)`,
      [
        session.tokenHash,
        session.personId,
        session.level,
        session.source,
        session.createdAt,
        session.expiresAt,
        session.factorAt,
      ],
    );
  }

  async find(
    tokenHash: Buffer,
    now: Date,
    options: { idleSeconds: number; seen: boolean },
  ): Promise<WebSession | null> {
    const lastSeenAfter = new Date(now.getTime() - options.idleSeconds * 1000);
    const statement = options.seen
      ? `UPDATE web_session SET last_seen_at = greatest(last_seen_at, $2) WHERE ${alive} RETURNING ${columns}`
      : `SELECT ${columns} FROM web_session WHERE ${alive}`;
    const [row] = await returnedRows<WebSessionRow>(this.manager, statement, [tokenHash, now, lastSeenAfter]);
    return row ? webSessionOf(row) : null;
  }

  async end(tokenHash: Buffer, at: Date): Promise<boolean> {
    const ended = await returnedRows(
      this.manager,
      `UPDATE web_session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL RETURNING person_id`,
      [tokenHash, at],
    );
    return ended.length === 1;
  }

  async endAllOf(personId: PersonId, at: Date): Promise<void> {
    await this.manager.query(
      `UPDATE web_session SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL`,
      [personId, at],
    );
  }

  async setFactorAt(tokenHash: Buffer, at: Date): Promise<void> {
    await this.manager.query(`UPDATE web_session SET factor_at = $2 WHERE token_hash = $1`, [tokenHash, at]);
  }

  async forget(endedBefore: Date): Promise<void> {
    await this.manager.query(`DELETE FROM web_session WHERE ended_at < $1 OR expires_at < $1`, [endedBefore]);
  }
}

interface WebSessionRow {
  token_hash: Buffer;
  person_id: PersonId;
  level: WebSession['level'];
  source: string;
  created_at: Date;
  expires_at: Date;
  factor_at: Date | null;
}

function webSessionOf(row: WebSessionRow): WebSession {
  return {
    tokenHash: row.token_hash,
    personId: row.person_id,
    level: row.level,
    source: row.source,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    factorAt: row.factor_at,
  };
}
