import type { Asset, AssetStore } from '@gatehouse/directory';
import type { AssetId, SiteId, ZoneId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const columns = 'id, site_id, zone_id, tag, name, location, criticality, created_at';

export class PostgresAssetStore implements AssetStore {
  constructor(private readonly manager: EntityManager) {}

  async add(asset: Asset): Promise<boolean> {
    const added = await returnedRows(
      this.manager,
      `INSERT INTO asset (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT ON CONSTRAINT asset_tag_unique DO NOTHING RETURNING id`,
      [
        asset.id,
        asset.siteId,
        asset.zoneId,
        asset.tag,
        asset.name,
        asset.location,
        asset.criticality,
        asset.createdAt,
      ],
    );
    return added.length === 1;
  }

  async find(id: AssetId): Promise<Asset | null> {
    const [row] = await this.manager.query<AssetRow[]>(`SELECT ${columns} FROM asset WHERE id = $1`, [id]);
    return row ? assetOf(row) : null;
  }

  async findByTag(siteId: SiteId, tag: string): Promise<Asset | null> {
    const [row] = await this.manager.query<AssetRow[]>(
      `SELECT ${columns} FROM asset WHERE site_id = $1 AND tag = $2`,
      [siteId, tag],
    );
    return row ? assetOf(row) : null;
  }

  async list(sites: 'all' | readonly SiteId[]): Promise<Asset[]> {
    const rows = await this.manager.query<AssetRow[]>(
      `SELECT ${columns} FROM asset WHERE $1::text[] IS NULL OR site_id = ANY($1) ORDER BY site_id, tag, id`,
      [sites === 'all' ? null : sites],
    );
    return rows.map(assetOf);
  }

  async within(ids: readonly AssetId[], sites: 'all' | readonly SiteId[]): Promise<AssetId[]> {
    const rows = await this.manager.query<{ id: AssetId }[]>(
      `SELECT id FROM asset WHERE id = ANY($1) AND ($2::text[] IS NULL OR site_id = ANY($2))`,
      [ids, sites === 'all' ? null : sites],
    );
    return rows.map((row) => row.id);
  }
}

interface AssetRow {
  id: AssetId;
  site_id: SiteId;
  zone_id: ZoneId;
  tag: string;
  name: string;
  location: string;
  criticality: Asset['criticality'];
  created_at: Date;
}

function assetOf(row: AssetRow): Asset {
  return {
    id: row.id,
    siteId: row.site_id,
    zoneId: row.zone_id,
    tag: row.tag,
    name: row.name,
    location: row.location,
    criticality: row.criticality,
    createdAt: row.created_at,
  };
}
