import type { Zone, ZoneStore } from '@gatehouse/directory';
import type { SiteId, ZoneId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const columns = 'id, site_id, name, purdue_level, created_at';

export class PostgresZoneStore implements ZoneStore {
  constructor(private readonly manager: EntityManager) {}

  async add(zone: Zone): Promise<boolean> {
    const added = await returnedRows(
      this.manager,
      `INSERT INTO zone (${columns}) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT zone_name_unique DO NOTHING RETURNING id`,
      [zone.id, zone.siteId, zone.name, zone.purdueLevel, zone.createdAt],
    );
    return added.length === 1;
  }

  async find(id: ZoneId): Promise<Zone | null> {
    const [row] = await this.manager.query<ZoneRow[]>(`SELECT ${columns} FROM zone WHERE id = $1`, [id]);
    return row ? zoneOf(row) : null;
  }

  async findByName(siteId: SiteId, name: string): Promise<Zone | null> {
    const [row] = await this.manager.query<ZoneRow[]>(
      `SELECT ${columns} FROM zone WHERE site_id = $1 AND name = $2`,
      [siteId, name],
    );
    return row ? zoneOf(row) : null;
  }

  async list(sites: 'all' | readonly SiteId[]): Promise<Zone[]> {
    const rows = await this.manager.query<ZoneRow[]>(
      `SELECT ${columns} FROM zone WHERE $1::text[] IS NULL OR site_id = ANY($1) ORDER BY site_id, name, id`,
      [sites === 'all' ? null : sites],
    );
    return rows.map(zoneOf);
  }
}

interface ZoneRow {
  id: ZoneId;
  site_id: SiteId;
  name: string;
  purdue_level: string | null;
  created_at: Date;
}

function zoneOf(row: ZoneRow): Zone {
  return {
    id: row.id,
    siteId: row.site_id,
    name: row.name,
    // numeric comes as text
    purdueLevel: row.purdue_level === null ? null : Number(row.purdue_level),
    createdAt: row.created_at,
  };
}
