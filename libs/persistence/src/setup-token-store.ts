import type { SetupTokenStore } from '@gatehouse/identity';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresSetupTokenStore implements SetupTokenStore {
  constructor(private readonly manager: EntityManager) {}

  async replace(tokenHash: Buffer, at: Date): Promise<void> {
    // Of two nodes that start together the later one wins; the index setup_token_one_open lets only one stand.
    await this.manager.query(`SELECT pg_advisory_xact_lock(hashtext('setup_token'))`);
    await this.manager.query(`UPDATE setup_token SET used_at = $1 WHERE used_at IS NULL`, [at]);
    await this.manager.query(`INSERT INTO setup_token (token_hash, created_at) VALUES ($1, $2)`, [
      tokenHash,
      at,
    ]);
  }

  async spend(tokenHash: Buffer, at: Date): Promise<boolean> {
    const spent = await returnedRows(
      this.manager,
      `UPDATE setup_token SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL RETURNING created_at`,
      [tokenHash, at],
    );
    return spent.length === 1;
  }
}
