import type { SiteId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';

/** Names and time zones of these sites, or of all, by name. */
export async function sitesOf(
  manager: EntityManager,
  ids: 'all' | readonly SiteId[],
): Promise<{ id: SiteId; name: string; timeZone: string }[]> {
  return manager.query(
    `SELECT id, name, time_zone AS "timeZone" FROM site WHERE $1::text[] IS NULL OR id = ANY ($1) ORDER BY name, id`,
    [ids === 'all' ? null : [...ids]],
  );
}
