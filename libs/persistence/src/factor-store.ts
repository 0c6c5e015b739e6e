import type { FactorStore } from '@gatehouse/identity';
import type { PersonId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresFactorStore implements FactorStore {
  constructor(private readonly manager: EntityManager) {}

  async confirmedSecret(personId: PersonId): Promise<Buffer | null> {
    return this.secret(
      `SELECT sealed_secret FROM totp_factor WHERE person_id = $1 AND confirmed_at IS NOT NULL`,
      personId,
    );
  }

  async waitingSecret(personId: PersonId): Promise<Buffer | null> {
    return this.secret(
      `SELECT sealed_secret FROM totp_factor WHERE person_id = $1 AND confirmed_at IS NULL`,
      personId,
    );
  }

  async addWaitingSecret(personId: PersonId, sealed: Buffer, at: Date): Promise<void> {
    await this.manager.query(
      `INSERT INTO totp_factor (person_id, sealed_secret, created_at) VALUES ($1, $2, $3)
       ON CONFLICT (person_id) DO NOTHING`,
      [personId, sealed, at],
    );
  }

  async dropWaitingSecret(personId: PersonId): Promise<void> {
    await this.manager.query(`DELETE FROM totp_factor WHERE person_id = $1 AND confirmed_at IS NULL`, [
      personId,
    ]);
  }

  async confirmSecret(personId: PersonId, at: Date): Promise<boolean> {
    const confirmed = await returnedRows(
      this.manager,
      `UPDATE totp_factor SET confirmed_at = $2 WHERE person_id = $1 AND confirmed_at IS NULL RETURNING person_id`,
      [personId, at],
    );
    return confirmed.length === 1;
  }

  async spendStep(personId: PersonId, step: number, at: Date): Promise<boolean> {
    const spent = await returnedRows(
      this.manager,
      `INSERT INTO totp_used_step (person_id, step, used_at)
       SELECT $1, $2, $3
       WHERE NOT EXISTS (SELECT 1 FROM totp_used_step WHERE person_id = $1 AND step >= $2)
       ON CONFLICT DO NOTHING RETURNING step`,
      [personId, step, at],
    );
    return spent.length === 1;
  }

  async forgetSteps(usedBefore: Date): Promise<void> {
    await this.manager.query(`DELETE FROM totp_used_step WHERE used_at < $1`, [usedBefore]);
  }

  async replaceRecoveryCodes(personId: PersonId, hashes: readonly Buffer[], at: Date): Promise<void> {
    await this.manager.query(`DELETE FROM recovery_code WHERE person_id = $1`, [personId]);
    await this.manager.query(
      `INSERT INTO recovery_code (person_id, code_hash, created_at)
       SELECT $1, code_hash, $3 FROM unnest($2::bytea[]) AS code_hash`,
      [personId, [...hashes], at],
    );
  }

  async spendRecoveryCode(personId: PersonId, hash: Buffer, at: Date): Promise<boolean> {
    const spent = await returnedRows(
      this.manager,
      `UPDATE recovery_code SET used_at = $3
       WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING person_id`,
      [personId, hash, at],
    );
    return spent.length === 1;
  }

  async countRecoveryCodes(personId: PersonId): Promise<number> {
    const [row] = await this.manager.query<{ left: number }[]>(
      `SELECT count(*)::int AS left FROM recovery_code WHERE person_id = $1 AND used_at IS NULL`,
      [personId],
    );
    return row?.left ?? 0;
  }

  private async secret(statement: string, personId: PersonId): Promise<Buffer | null> {
    const [row] = await this.manager.query<{ sealed_secret: Buffer }[]>(statement, [personId]);
    return row?.sealed_secret ?? null;
  }
}
