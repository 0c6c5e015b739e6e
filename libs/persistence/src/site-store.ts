import type { Site, SiteStore } from '@gatehouse/directory';
import type { SiteId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const columns = 'id, name, slug, time_zone, control_room_phone, suspended_at, created_at, viewer_passwords';

export class PostgresSiteStore implements SiteStore {
  constructor(private readonly manager: EntityManager) {}

  async add(site: Site): Promise<boolean> {
    const added = await returnedRows(
      this.manager,
      `INSERT INTO site (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT ON CONSTRAINT site_slug_unique DO NOTHING RETURNING id`,
      [
        ...[site.id, site.name, site.slug, site.timeZone, site.controlRoomPhone, site.suspendedAt],
        ...[site.createdAt, site.allowsViewerPasswords],
      ],
    );
    return added.length === 1;
  }

  async find(id: SiteId): Promise<Site | null> {
    const [row] = await this.manager.query<SiteRow[]>(`SELECT ${columns} FROM site WHERE id = $1`, [id]);
    return row ? siteOf(row) : null;
  }

  async findBySlug(slug: string): Promise<Site | null> {
    const [row] = await this.manager.query<SiteRow[]>(`SELECT ${columns} FROM site WHERE slug = $1`, [slug]);
    return row ? siteOf(row) : null;
  }

  async list(sites: 'all' | readonly SiteId[]): Promise<Site[]> {
    const rows = await this.manager.query<SiteRow[]>(
      `SELECT ${columns} FROM site WHERE $1::text[] IS NULL OR id = ANY($1) ORDER BY name, id`,
      [sites === 'all' ? null : sites],
    );
    return rows.map(siteOf);
  }

  async setSuspended(id: SiteId, suspendedAt: Date | null): Promise<Site | null> {
    const [row] = await returnedRows<SiteRow>(
      this.manager,
      `UPDATE site SET suspended_at = $2 WHERE id = $1 AND (suspended_at IS NULL) <> ($2::timestamptz IS NULL)
       RETURNING ${columns}`,
      [id, suspendedAt],
    );
    return row ? siteOf(row) : null;
  }

  async setViewerPasswords(id: SiteId, allowed: boolean): Promise<Site | null> {
    const [row] = await returnedRows<SiteRow>(
      this.manager,
      `UPDATE site SET viewer_passwords = $2 WHERE id = $1 AND viewer_passwords <> $2 RETURNING ${columns}`,
      [id, allowed],
    );
    return row ? siteOf(row) : null;
  }
}

interface SiteRow {
  id: SiteId;
  name: string;
  slug: string;
  time_zone: string;
  control_room_phone: string | null;
  suspended_at: Date | null;
  created_at: Date;
  viewer_passwords: boolean;
}

function siteOf(row: SiteRow): Site {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    timeZone: row.time_zone,
    controlRoomPhone: row.control_room_phone,
    suspendedAt: row.suspended_at,
    createdAt: row.created_at,
    allowsViewerPasswords: row.viewer_passwords,
  };
}
