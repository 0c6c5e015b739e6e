import type { RequestFacts, RequesterFacts, SiteFacts, TargetFacts } from '@gatehouse/access-request';
import type { PersonId, SiteId, TargetId } from '@gatehouse/kernel';
import type { Policy } from '@gatehouse/policy';
import type { EntityManager } from 'typeorm';
import { PostgresPolicyStore } from './policy-store.js';

export class PostgresRequestFacts implements RequestFacts {
  constructor(private readonly manager: EntityManager) {}

  async requester(id: PersonId): Promise<RequesterFacts | null> {
    const [row] = await this.manager.query<RequesterFacts[]>(
      `SELECT p.id, p.display_name AS "displayName", v.name AS organisation, p.state = 'active' AS "isActive",
         v.suspended_at IS NOT NULL AS "organisationSuspended", v.contract_ends_at AS "contractEndsAt"
       FROM person p LEFT JOIN vendor_organisation v ON v.id = p.vendor_organisation_id WHERE p.id = $1`,
      [id],
    );
    return row ?? null;
  }

  async targetsFor(requesterId: PersonId, ids: readonly TargetId[]): Promise<TargetFacts[]> {
    return this.manager.query<TargetFacts[]>(
      `SELECT t.id, t.handle, t.protocol, t.address, t.port, t.account, t.pinned_fingerprint AS "hostKeyFingerprint",
         t.credential_id AS "credentialId", t.settings,
         jump_host_chain(t.jump_host_id, false) AS "jumpHosts", a.tag AS "assetTag", a.name AS "assetName", a.location,
         z.id AS "zoneId", z.name AS "zoneName", a.criticality, t.site_id AS "siteId",
         t.suspended_at IS NOT NULL AS "isSuspended"
       FROM target t JOIN asset a ON a.id = t.asset_id JOIN zone z ON z.id = a.zone_id
       JOIN person p ON p.id = $1
       JOIN vendor_entitlement e ON e.vendor_organisation_id = p.vendor_organisation_id AND e.asset_id = a.id
       WHERE t.id = ANY($2) AND t.removed_at IS NULL
         AND EXISTS (SELECT 1 FROM role_assignment r WHERE r.person_id = p.id AND r.role = 'vendor-user'
           AND (r.site_id IS NULL OR r.site_id = t.site_id))
       ORDER BY t.id`,
      [requesterId, ids],
    );
  }

  async site(id: SiteId): Promise<SiteFacts | null> {
    const [row] = await this.manager.query<SiteFacts[]>(
      `SELECT id, name, time_zone AS "timeZone", suspended_at IS NOT NULL AS "isSuspended" FROM site WHERE id = $1`,
      [id],
    );
    return row ?? null;
  }

  policies(siteId: SiteId): Promise<Policy[]> {
    return new PostgresPolicyStore(this.manager).inForce(siteId);
  }

  async approverNames(siteId: SiteId, except: PersonId): Promise<string[]> {
    const rows = await this.manager.query<{ display_name: string }[]>(
      `SELECT p.display_name FROM person p
       WHERE p.id <> $2 AND p.state = 'active' AND p.vendor_organisation_id IS NULL
         AND EXISTS (SELECT 1 FROM role_assignment r WHERE r.person_id = p.id AND r.role = 'approver'
           AND (r.site_id IS NULL OR r.site_id = $1))
       ORDER BY p.display_name, p.id LIMIT 50`,
      [siteId, except],
    );
    return rows.map((row) => row.display_name);
  }
}
