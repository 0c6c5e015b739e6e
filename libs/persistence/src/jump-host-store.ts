import type { JumpHost, JumpHostStore, PinnedHostKey } from '@gatehouse/directory';
import type { CredentialId, JumpHostId, SiteId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { pinOf } from './pinned-key-row.js';
import type { PinnedKeyRow } from './pinned-key-row.js';
import { returnedRows } from './returned-rows.js';

const columns = `id, site_id, name, address, port, account, credential_id, via_id,
  pinned_host_key, pinned_host_key_type, pinned_fingerprint, pinned_by, pinned_at, created_at`;

export class PostgresJumpHostStore implements JumpHostStore {
  constructor(private readonly manager: EntityManager) {}

  async add(jumpHost: JumpHost): Promise<boolean> {
    const pin = jumpHost.hostKey;
    const added = await returnedRows(
      this.manager,
      `INSERT INTO jump_host (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       ON CONFLICT ON CONSTRAINT jump_host_name_unique DO NOTHING RETURNING id`,
      [
        jumpHost.id,
        jumpHost.siteId,
        jumpHost.name,
        jumpHost.address,
        jumpHost.port,
        jumpHost.account,
        jumpHost.credentialId,
        jumpHost.viaId,
        pin?.key ?? null,
        pin?.keyType ?? null,
        pin?.fingerprint ?? null,
        pin?.pinnedBy ?? null,
        pin?.pinnedAt ?? null,
        jumpHost.createdAt,
      ],
    );
    return added.length === 1;
  }

  async find(id: JumpHostId): Promise<JumpHost | null> {
    const [found] = await this.query(`SELECT ${columns} FROM jump_host WHERE id = $1`, [id]);
    return found ?? null;
  }

  async lock(id: JumpHostId): Promise<JumpHost | null> {
    const [found] = await this.query(`SELECT ${columns} FROM jump_host WHERE id = $1 FOR UPDATE`, [id]);
    return found ?? null;
  }

  async findByName(siteId: SiteId, name: string): Promise<JumpHost | null> {
    const [found] = await this.query(`SELECT ${columns} FROM jump_host WHERE site_id = $1 AND name = $2`, [
      siteId,
      name,
    ]);
    return found ?? null;
  }

  list(sites: 'all' | readonly SiteId[]): Promise<JumpHost[]> {
    return this.query(
      `SELECT ${columns} FROM jump_host WHERE $1::text[] IS NULL OR site_id = ANY($1) ORDER BY name, id`,
      [sites === 'all' ? null : sites],
    );
  }

  chain(id: JumpHostId): Promise<JumpHost[]> {
    return this.query(
      `SELECT ${columns} FROM jump_host JOIN
         (SELECT hop->>'id' AS hop_id, position FROM jsonb_array_elements(jump_host_chain($1, false))
           WITH ORDINALITY AS hops (hop, position)) AS way ON way.hop_id = jump_host.id
       ORDER BY way.position`,
      [id],
    );
  }

  async saveEndpoint(
    jumpHost: Pick<JumpHost, 'id' | 'address' | 'port' | 'account' | 'credentialId'>,
  ): Promise<void> {
    await this.manager.query(
      `UPDATE jump_host SET address = $2, port = $3, account = $4, credential_id = $5 WHERE id = $1`,
      [jumpHost.id, jumpHost.address, jumpHost.port, jumpHost.account, jumpHost.credentialId],
    );
  }

  async savePin(id: JumpHostId, pin: PinnedHostKey): Promise<void> {
    await this.manager.query(
      `UPDATE jump_host SET pinned_host_key = $2, pinned_host_key_type = $3, pinned_fingerprint = $4, pinned_by = $5,
         pinned_at = $6 WHERE id = $1`,
      [id, pin.key, pin.keyType, pin.fingerprint, pin.pinnedBy, pin.pinnedAt],
    );
  }

  async hasCredential(siteId: SiteId, id: CredentialId): Promise<boolean> {
    const rows = await this.manager.query<unknown[]>(
      'SELECT 1 FROM credential WHERE id = $1 AND site_id = $2',
      [id, siteId],
    );
    return rows.length === 1;
  }

  private async query(statement: string, values: unknown[]): Promise<JumpHost[]> {
    return (await this.manager.query<JumpHostRow[]>(statement, values)).map(jumpHostOf);
  }
}

interface JumpHostRow extends PinnedKeyRow {
  id: JumpHostId;
  site_id: SiteId;
  name: string;
  address: string;
  port: number;
  account: string;
  credential_id: CredentialId | null;
  via_id: JumpHostId | null;
}

function jumpHostOf(row: JumpHostRow): JumpHost {
  return {
    id: row.id,
    siteId: row.site_id,
    name: row.name,
    address: row.address,
    port: row.port,
    account: row.account,
    credentialId: row.credential_id,
    viaId: row.via_id,
    hostKey: pinOf(row),
    createdAt: row.created_at,
  };
}
