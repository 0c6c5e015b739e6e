import type { Credential, CredentialRows } from '@gatehouse/credential';
import type { CredentialId, SiteId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const columns = 'id, site_id, name, kind, revision, created_at, replaced_at';

export class PostgresCredentialRows implements CredentialRows {
  constructor(private readonly manager: EntityManager) {}

  async add(credential: Credential, sealed: Buffer): Promise<boolean> {
    const added = await returnedRows(
      this.manager,
      `INSERT INTO credential (${columns}, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT ON CONSTRAINT credential_name_unique DO NOTHING RETURNING id`,
      [
        credential.id,
        credential.siteId,
        credential.name,
        credential.kind,
        credential.revision,
        credential.createdAt,
        credential.replacedAt,
        sealed,
      ],
    );
    return added.length === 1;
  }

  async find(id: CredentialId): Promise<Credential | null> {
    const [row] = await this.manager.query<CredentialRow[]>(
      `SELECT ${columns} FROM credential WHERE id = $1`,
      [id],
    );
    return row ? credentialOf(row) : null;
  }

  async findByName(siteId: SiteId, name: string): Promise<Credential | null> {
    const [row] = await this.manager.query<CredentialRow[]>(
      `SELECT ${columns} FROM credential WHERE site_id = $1 AND name = $2`,
      [siteId, name],
    );
    return row ? credentialOf(row) : null;
  }

  async list(sites: 'all' | readonly SiteId[]): Promise<Credential[]> {
    const rows = await this.manager.query<CredentialRow[]>(
      `SELECT ${columns} FROM credential WHERE $1::text[] IS NULL OR site_id = ANY($1) ORDER BY name, id`,
      [sites === 'all' ? null : sites],
    );
    return rows.map(credentialOf);
  }

  async siteExists(siteId: SiteId): Promise<boolean> {
    return (await this.manager.query<unknown[]>('SELECT 1 FROM site WHERE id = $1', [siteId])).length === 1;
  }

  async replace(id: CredentialId, sealed: Buffer, at: Date): Promise<Credential | null> {
    const [row] = await returnedRows<CredentialRow>(
      this.manager,
      `UPDATE credential SET sealed = $2, replaced_at = $3, revision = revision + 1 WHERE id = $1
       RETURNING ${columns}`,
      [id, sealed, at],
    );
    return row ? credentialOf(row) : null;
  }

  async sealed(id: CredentialId): Promise<{ credential: Credential; sealed: Buffer } | null> {
    const [row] = await this.manager.query<(CredentialRow & { sealed: Buffer })[]>(
      `SELECT ${columns}, sealed FROM credential WHERE id = $1`,
      [id],
    );
    return row ? { credential: credentialOf(row), sealed: row.sealed } : null;
  }
}

interface CredentialRow {
  id: CredentialId;
  site_id: SiteId;
  name: string;
  kind: Credential['kind'];
  revision: number;
  created_at: Date;
  replaced_at: Date | null;
}

function credentialOf(row: CredentialRow): Credential {
  return {
    id: row.id,
    siteId: row.site_id,
    name: row.name,
    kind: row.kind,
    revision: row.revision,
    createdAt: row.created_at,
    replacedAt: row.replaced_at,
  };
}
