import type { VendorOrganisation, VendorOrganisationStore } from '@gatehouse/directory';
import type { AssetId, GrantId, SiteId, VendorOrganisationId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const columns = 'id, name, contract_ends_at, suspended_at, created_at';

export class PostgresVendorOrganisationStore implements VendorOrganisationStore {
  constructor(private readonly manager: EntityManager) {}

  async add(organisation: VendorOrganisation): Promise<boolean> {
    const added = await returnedRows(
      this.manager,
      `INSERT INTO vendor_organisation (${columns}) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT vendor_organisation_name_unique DO NOTHING RETURNING id`,
      [
        organisation.id,
        organisation.name,
        organisation.contractEndsAt,
        organisation.suspendedAt,
        organisation.createdAt,
      ],
    );
    return added.length === 1;
  }

  async find(id: VendorOrganisationId): Promise<VendorOrganisation | null> {
    const [row] = await this.manager.query<OrganisationRow[]>(
      `SELECT ${columns} FROM vendor_organisation WHERE id = $1`,
      [id],
    );
    return row ? organisationOf(row) : null;
  }

  async findByName(name: string): Promise<VendorOrganisation | null> {
    const [row] = await this.manager.query<OrganisationRow[]>(
      `SELECT ${columns} FROM vendor_organisation WHERE name = $1`,
      [name],
    );
    return row ? organisationOf(row) : null;
  }

  /** @param only one firm, for its own people; null for all of them. Entitlements are those at the sites. */
  async list(
    sites: 'all' | readonly SiteId[],
    only: VendorOrganisationId | null,
  ): Promise<(VendorOrganisation & { assetIds: AssetId[] })[]> {
    const rows = await this.manager.query<(OrganisationRow & { asset_ids: AssetId[] })[]>(
      `SELECT ${columns}, ARRAY(
         SELECT e.asset_id FROM vendor_entitlement e JOIN asset a ON a.id = e.asset_id
         WHERE e.vendor_organisation_id = v.id AND ($1::text[] IS NULL OR a.site_id = ANY($1))
         ORDER BY e.asset_id) AS asset_ids
       FROM vendor_organisation v WHERE $2::text IS NULL OR id = $2 ORDER BY name, id`,
      [sites === 'all' ? null : sites, only],
    );
    return rows.map((row) => ({ ...organisationOf(row), assetIds: row.asset_ids }));
  }

  async setSuspended(id: VendorOrganisationId, suspendedAt: Date | null): Promise<VendorOrganisation | null> {
    const [row] = await returnedRows<OrganisationRow>(
      this.manager,
      `UPDATE vendor_organisation SET suspended_at = $2
       WHERE id = $1 AND (suspended_at IS NULL) <> ($2::timestamptz IS NULL) RETURNING ${columns}`,
      [id, suspendedAt],
    );
    return row ? organisationOf(row) : null;
  }

  async entitlements(id: VendorOrganisationId): Promise<{ assetId: AssetId; siteId: SiteId }[]> {
    const rows = await this.manager.query<{ asset_id: AssetId; site_id: SiteId }[]>(
      `SELECT e.asset_id, a.site_id FROM vendor_entitlement e JOIN asset a ON a.id = e.asset_id
       WHERE e.vendor_organisation_id = $1`,
      [id],
    );
    return rows.map((row) => ({ assetId: row.asset_id, siteId: row.site_id }));
  }

  async entitle(id: VendorOrganisationId, assetIds: readonly AssetId[], at: Date): Promise<void> {
    await this.manager.query(
      `INSERT INTO vendor_entitlement (vendor_organisation_id, asset_id, created_at)
       SELECT $1, asset_id, $3 FROM unnest($2::text[]) AS asset_id ON CONFLICT DO NOTHING`,
      [id, assetIds, at],
    );
  }

  async withdraw(id: VendorOrganisationId, assetIds: readonly AssetId[]): Promise<void> {
    await this.manager.query(
      'DELETE FROM vendor_entitlement WHERE vendor_organisation_id = $1 AND asset_id = ANY($2)',
      [id, assetIds],
    );
  }

  async grantsAlive(id: VendorOrganisationId, assetIds: readonly AssetId[]): Promise<GrantId[]> {
    const rows = await this.manager.query<{ id: GrantId }[]>(
      `SELECT g.id FROM access_grant g JOIN person p ON p.id = g.person_id JOIN target t ON t.id = g.target_id
       WHERE g.state <> 'closed' AND p.vendor_organisation_id = $1 AND t.asset_id = ANY($2) ORDER BY g.id`,
      [id, assetIds],
    );
    return rows.map((row) => row.id);
  }
}

interface OrganisationRow {
  id: VendorOrganisationId;
  name: string;
  contract_ends_at: Date | null;
  suspended_at: Date | null;
  created_at: Date;
}

function organisationOf(row: OrganisationRow): VendorOrganisation {
  return {
    id: row.id,
    name: row.name,
    contractEndsAt: row.contract_ends_at,
    suspendedAt: row.suspended_at,
    createdAt: row.created_at,
  };
}
