import type { HostKey, HostKeyStore, ObservedHostKey } from '@gatehouse/directory';
import type { SiteId, TargetId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const select = `
  SELECT o.id, o.target_id, o.key, o.key_type, o.fingerprint, o.first_seen_at, o.last_seen_at, o.state,
    t.site_id, t.handle, t.pinned_fingerprint
  FROM observed_host_key o JOIN target t ON t.id = o.target_id AND t.removed_at IS NULL`;

export class PostgresHostKeyStore implements HostKeyStore {
  constructor(private readonly manager: EntityManager) {}

  async observe(targetId: TargetId, key: HostKey, at: Date): Promise<boolean> {
    const [row] = await returnedRows<{ is_new: boolean }>(
      this.manager,
      // xmax is 0 for a row this statement inserted, and our own transaction for one it updated.
      `INSERT INTO observed_host_key (target_id, key, key_type, fingerprint, first_seen_at, last_seen_at)
       VALUES ($1, $2, $3, $4, $5, $5)
       ON CONFLICT ON CONSTRAINT observed_host_key_unique
       DO UPDATE SET last_seen_at = greatest(observed_host_key.last_seen_at, excluded.last_seen_at)
       RETURNING xmax = 0 AS is_new`,
      [targetId, key.key, key.keyType, key.fingerprint, at],
    );
    return row?.is_new ?? false;
  }

  async find(id: string): Promise<ObservedHostKey | null> {
    if (!/^\d{1,18}$/.test(id)) return null;
    const [row] = await this.manager.query<ObservedRow[]>(`${select} WHERE o.id = $1`, [id]);
    return row ? observedOf(row) : null;
  }

  async list(
    sites: 'all' | readonly SiteId[],
    state: ObservedHostKey['state'] | null,
  ): Promise<ObservedHostKey[]> {
    const rows = await this.manager.query<ObservedRow[]>(
      `${select} WHERE ($1::text[] IS NULL OR t.site_id = ANY($1)) AND ($2::text IS NULL OR o.state = $2)
       ORDER BY o.last_seen_at DESC, o.id DESC LIMIT 500`,
      [sites === 'all' ? null : sites, state],
    );
    return rows.map(observedOf);
  }

  async decide(id: string, state: 'confirmed' | 'rejected', by: string, at: Date): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      `UPDATE observed_host_key SET state = $2, decided_by = $3, decided_at = $4
       WHERE id = $1 AND state = 'waiting' RETURNING id`,
      [id, state, by, at],
    );
    return rows.length === 1;
  }
}

interface ObservedRow {
  id: string;
  target_id: TargetId;
  key: Buffer;
  key_type: string;
  fingerprint: string;
  first_seen_at: Date;
  last_seen_at: Date;
  state: ObservedHostKey['state'];
  site_id: SiteId;
  handle: string;
  pinned_fingerprint: string | null;
}

function observedOf(row: ObservedRow): ObservedHostKey {
  return {
    id: row.id,
    targetId: row.target_id,
    siteId: row.site_id,
    handle: row.handle,
    key: row.key,
    keyType: row.key_type,
    fingerprint: row.fingerprint,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    state: row.state,
    pinnedFingerprint: row.pinned_fingerprint,
  };
}
