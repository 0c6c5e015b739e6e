import type { SshPublicKey, SshPublicKeyStore } from '@gatehouse/identity';
import type { PersonId, SshKeyId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresSshPublicKeyStore implements SshPublicKeyStore {
  constructor(private readonly manager: EntityManager) {}

  async list(personId: PersonId): Promise<SshPublicKey[]> {
    const rows = await this.manager.query<SshPublicKeyRow[]>(
      `SELECT id, person_id, key, key_type, fingerprint, comment, created_at FROM ssh_public_key
       WHERE person_id = $1 AND removed_at IS NULL ORDER BY created_at, id`,
      [personId],
    );
    return rows.map((row) => ({
      id: row.id,
      personId: row.person_id,
      key: row.key,
      keyType: row.key_type,
      fingerprint: row.fingerprint,
      comment: row.comment,
      createdAt: row.created_at,
    }));
  }

  async add(key: SshPublicKey): Promise<boolean> {
    const added = await returnedRows(
      this.manager,
      // A removed key may be registered again, also by somebody else; a registered one may not.
      `INSERT INTO ssh_public_key AS k (id, person_id, key, key_type, fingerprint, comment, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (fingerprint) DO UPDATE SET id = $1, person_id = $2, comment = $6, created_at = $7, removed_at = NULL
       WHERE k.removed_at IS NOT NULL
       RETURNING id`,
      [key.id, key.personId, key.key, key.keyType, key.fingerprint, key.comment, key.createdAt],
    );
    return added.length === 1;
  }

  async remove(id: SshKeyId, personId: PersonId, at: Date): Promise<boolean> {
    const removed = await returnedRows(
      this.manager,
      `UPDATE ssh_public_key SET removed_at = $3 WHERE id = $1 AND person_id = $2 AND removed_at IS NULL RETURNING id`,
      [id, personId, at],
    );
    return removed.length === 1;
  }

  async ownerOf(key: Buffer): Promise<PersonId | null> {
    const [row] = await this.manager.query<{ person_id: PersonId }[]>(
      `SELECT person_id FROM ssh_public_key WHERE key = $1 AND removed_at IS NULL`,
      [key],
    );
    return row?.person_id ?? null;
  }
}

interface SshPublicKeyRow {
  id: SshKeyId;
  person_id: PersonId;
  key: Buffer;
  key_type: string;
  fingerprint: string;
  comment: string;
  created_at: Date;
}
