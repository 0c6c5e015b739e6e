import type { JumpHostId, SiteId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';

export interface JumpHostView {
  id: JumpHostId;
  siteId: SiteId;
  name: string;
  address: string;
  port: number;
  account: string;
  credential: { id: string; name: string } | null;
  via: { id: string; name: string } | null;
  hostKey: { keyType: string; fingerprint: string; pinnedAt: string } | null;
}

/** Jump hosts of the sites, with what an administrator needs, by name. */
export async function listJumpHosts(
  manager: EntityManager,
  sites: 'all' | readonly SiteId[],
  id: JumpHostId | null = null,
): Promise<JumpHostView[]> {
  const rows = await manager.query<Row[]>(
    `SELECT j.id, j.site_id, j.name, j.address, j.port, j.account, j.pinned_host_key_type, j.pinned_fingerprint,
       j.pinned_at, c.id AS credential_id, c.name AS credential_name, v.id AS via_id, v.name AS via_name
     FROM jump_host j LEFT JOIN credential c ON c.id = j.credential_id LEFT JOIN jump_host v ON v.id = j.via_id
     WHERE ($1::text[] IS NULL OR j.site_id = ANY($1)) AND ($2::text IS NULL OR j.id = $2)
     ORDER BY j.name, j.id`,
    [sites === 'all' ? null : sites, id],
  );
  return rows.map((row) => ({
    id: row.id,
    siteId: row.site_id,
    name: row.name,
    address: row.address,
    port: row.port,
    account: row.account,
    credential: row.credential_id === null ? null : { id: row.credential_id, name: row.credential_name },
    via: row.via_id === null ? null : { id: row.via_id, name: row.via_name },
    hostKey:
      row.pinned_fingerprint === null || row.pinned_at === null
        ? null
        : {
            keyType: row.pinned_host_key_type ?? '',
            fingerprint: row.pinned_fingerprint,
            pinnedAt: row.pinned_at.toISOString(),
          },
  }));
}

interface Row {
  id: JumpHostId;
  site_id: SiteId;
  name: string;
  address: string;
  port: number;
  account: string;
  pinned_host_key_type: string | null;
  pinned_fingerprint: string | null;
  pinned_at: Date | null;
  credential_id: string | null;
  credential_name: string;
  via_id: string | null;
  via_name: string;
}
