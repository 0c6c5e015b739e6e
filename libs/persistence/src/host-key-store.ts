import type { HostKey, HostKeyOwner, HostKeyStore, ObservedHostKey } from '@gatehouse/directory';
import type { JumpHostId, SiteId, TargetId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const select = `
  SELECT o.id, o.target_id, o.jump_host_id, o.key, o.key_type, o.fingerprint, o.first_seen_at, o.last_seen_at, o.state,
    coalesce(t.site_id, j.site_id) AS site_id, coalesce(t.handle, j.name) AS name,
    coalesce(t.pinned_fingerprint, j.pinned_fingerprint) AS pinned_fingerprint
  FROM observed_host_key o
  LEFT JOIN target t ON t.id = o.target_id
  LEFT JOIN jump_host j ON j.id = o.jump_host_id
  WHERE t.removed_at IS NULL`;

export class PostgresHostKeyStore implements HostKeyStore {
  constructor(private readonly manager: EntityManager) {}

  async observe(owner: HostKeyOwner, key: HostKey, at: Date): Promise<boolean> {
    const isTarget = owner.kind === 'target';
    const again = await returnedRows(
      this.manager,
      `UPDATE observed_host_key SET state = 'waiting', decided_by = NULL, decided_at = NULL, last_seen_at = $3
       WHERE ${isTarget ? 'target_id' : 'jump_host_id'} = $1 AND fingerprint = $2
         AND (state = 'confirmed' OR state = 'rejected' AND key_type = 'none') RETURNING id`,
      [owner.id, key.fingerprint, at],
    );
    if (again.length > 0) return true;
    const [row] = await returnedRows<{ is_new: boolean }>(
      this.manager,
      // xmax is 0 for a row this statement inserted, and our own transaction for one it updated.
      `INSERT INTO observed_host_key (target_id, jump_host_id, key, key_type, fingerprint, first_seen_at, last_seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6)
       ON CONFLICT ON CONSTRAINT ${isTarget ? 'observed_host_key_unique' : 'observed_host_key_jump_host_unique'}
       DO UPDATE SET last_seen_at = greatest(observed_host_key.last_seen_at, excluded.last_seen_at)
       RETURNING xmax = 0 AS is_new`,
      [isTarget ? owner.id : null, isTarget ? null : owner.id, key.key, key.keyType, key.fingerprint, at],
    );
    return row?.is_new ?? false;
  }

  async find(id: string): Promise<ObservedHostKey | null> {
    if (!/^\d{1,18}$/.test(id)) return null;
    const [row] = await this.manager.query<ObservedRow[]>(`${select} AND o.id = $1`, [id]);
    return row ? observedOf(row) : null;
  }

  async list(
    sites: 'all' | readonly SiteId[],
    state: ObservedHostKey['state'] | null,
  ): Promise<ObservedHostKey[]> {
    const rows = await this.manager.query<ObservedRow[]>(
      `${select} AND ($1::text[] IS NULL OR coalesce(t.site_id, j.site_id) = ANY($1))
         AND ($2::text IS NULL OR o.state = $2)
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
  target_id: TargetId | null;
  jump_host_id: JumpHostId | null;
  key: Buffer;
  key_type: string;
  fingerprint: string;
  first_seen_at: Date;
  last_seen_at: Date;
  state: ObservedHostKey['state'];
  site_id: SiteId;
  name: string;
  pinned_fingerprint: string | null;
}

function observedOf(row: ObservedRow): ObservedHostKey {
  return {
    id: row.id,
    owner: ownerOf(row),
    siteId: row.site_id,
    name: row.name,
    key: row.key,
    keyType: row.key_type,
    fingerprint: row.fingerprint,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    state: row.state,
    pinnedFingerprint: row.pinned_fingerprint,
  };
}

/** A constraint holds that it is of exactly one. */
function ownerOf({ target_id: targetId, jump_host_id: jumpHostId }: ObservedRow): HostKeyOwner {
  if (targetId !== null) return { kind: 'target', id: targetId };
  if (jumpHostId !== null) return { kind: 'jump-host', id: jumpHostId };
  throw new Error('an observed host key belongs to nobody');
}
