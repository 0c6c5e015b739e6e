import type { PinnedHostKey, Target, TargetEndpointRow, TargetStore } from '@gatehouse/directory';
import type { AssetId, CredentialId, JumpHostId, SiteId, TargetId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { pinOf } from './pinned-key-row.js';
import type { PinnedKeyRow } from './pinned-key-row.js';
import { returnedRows } from './returned-rows.js';

const columns = `id, asset_id, site_id, handle, protocol, address, port, account, credential_id, jump_host_id, settings,
  pinned_host_key, pinned_host_key_type, pinned_fingerprint, pinned_by, pinned_at, suspended_at, created_at`;

export class PostgresTargetStore implements TargetStore {
  constructor(private readonly manager: EntityManager) {}

  async add(target: Target): Promise<boolean> {
    const pin = target.hostKey;
    const added = await returnedRows(
      this.manager,
      `INSERT INTO target (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       ON CONFLICT ON CONSTRAINT target_handle_unique DO NOTHING RETURNING id`,
      [
        target.id,
        target.assetId,
        target.siteId,
        target.handle,
        target.protocol,
        target.address,
        target.port,
        target.account,
        target.credentialId,
        target.jumpHostId,
        JSON.stringify(target.settings),
        pin?.key ?? null,
        pin?.keyType ?? null,
        pin?.fingerprint ?? null,
        pin?.pinnedBy ?? null,
        pin?.pinnedAt ?? null,
        target.suspendedAt,
        target.createdAt,
      ],
    );
    return added.length === 1;
  }

  find(id: TargetId): Promise<Target | null> {
    return this.one(`SELECT ${columns} FROM target WHERE id = $1 AND removed_at IS NULL`, [id]);
  }

  lock(id: TargetId): Promise<Target | null> {
    return this.one(`SELECT ${columns} FROM target WHERE id = $1 AND removed_at IS NULL FOR UPDATE`, [id]);
  }

  async list(sites: 'all' | readonly SiteId[]): Promise<Target[]> {
    const rows = await this.manager.query<TargetRow[]>(
      `SELECT ${columns} FROM target
       WHERE removed_at IS NULL AND ($1::text[] IS NULL OR site_id = ANY($1)) ORDER BY handle, id`,
      [sites === 'all' ? null : sites],
    );
    return rows.map(targetOf);
  }

  async saveEndpoint(target: TargetEndpointRow): Promise<void> {
    await this.manager.query(
      `UPDATE target SET address = $2, port = $3, account = $4, credential_id = $5, jump_host_id = $6,
         settings = $7 WHERE id = $1`,
      [
        target.id,
        target.address,
        target.port,
        target.account,
        target.credentialId,
        target.jumpHostId,
        JSON.stringify(target.settings),
      ],
    );
  }

  async savePin(id: TargetId, pin: PinnedHostKey | null): Promise<void> {
    await this.manager.query(
      `UPDATE target SET pinned_host_key = $2, pinned_host_key_type = $3, pinned_fingerprint = $4, pinned_by = $5,
         pinned_at = $6 WHERE id = $1`,
      [
        id,
        pin?.key ?? null,
        pin?.keyType ?? null,
        pin?.fingerprint ?? null,
        pin?.pinnedBy ?? null,
        pin?.pinnedAt ?? null,
      ],
    );
  }

  setSuspended(id: TargetId, suspendedAt: Date | null): Promise<Target | null> {
    return this.one(
      `UPDATE target SET suspended_at = $2
       WHERE id = $1 AND removed_at IS NULL AND (suspended_at IS NULL) <> ($2::timestamptz IS NULL)
       RETURNING ${columns}`,
      [id, suspendedAt],
    );
  }

  remove(id: TargetId, at: Date): Promise<Target | null> {
    return this.one(
      `UPDATE target SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL RETURNING ${columns}`,
      [id, at],
    );
  }

  async credentialKind(siteId: SiteId, id: CredentialId): Promise<string | null> {
    const [row] = await this.manager.query<{ kind: string }[]>(
      'SELECT kind FROM credential WHERE id = $1 AND site_id = $2',
      [id, siteId],
    );
    return row?.kind ?? null;
  }

  async hasLiveSession(id: TargetId): Promise<boolean> {
    const rows = await this.manager.query<object[]>(
      `SELECT 1 FROM session WHERE target_id = $1 AND state <> 'terminated' LIMIT 1`,
      [id],
    );
    return rows.length > 0;
  }

  private async one(statement: string, values: unknown[]): Promise<Target | null> {
    const [row] = await returnedRows<TargetRow>(this.manager, statement, values);
    return row ? targetOf(row) : null;
  }
}

interface TargetRow extends PinnedKeyRow {
  id: TargetId;
  asset_id: AssetId;
  site_id: SiteId;
  handle: string;
  protocol: Target['protocol'];
  address: string;
  port: number;
  account: string;
  credential_id: CredentialId | null;
  jump_host_id: JumpHostId | null;
  settings: Target['settings'];
  suspended_at: Date | null;
}

function targetOf(row: TargetRow): Target {
  return {
    id: row.id,
    assetId: row.asset_id,
    siteId: row.site_id,
    handle: row.handle,
    protocol: row.protocol,
    address: row.address,
    port: row.port,
    account: row.account,
    credentialId: row.credential_id,
    jumpHostId: row.jump_host_id,
    settings: row.settings,
    hostKey: pinOf(row),
    suspendedAt: row.suspended_at,
    createdAt: row.created_at,
  };
}
