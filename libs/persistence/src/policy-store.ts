import type { Policy, PolicyConstraints, PolicyStore } from '@gatehouse/policy';
import type { PolicyId, SiteId, ZoneId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const columns = 'id, site_id, name, zone_id, criticality, revision, constraints, changed_at';

export class PostgresPolicyStore implements PolicyStore {
  constructor(private readonly manager: EntityManager) {}

  async inForce(siteId: SiteId): Promise<Policy[]> {
    return this.list([siteId]);
  }

  async find(id: PolicyId): Promise<Policy | null> {
    const [row] = await this.manager.query<PolicyRow[]>(
      `SELECT ${columns} FROM policy WHERE id = $1 AND removed_at IS NULL`,
      [id],
    );
    return row ? policyOf(row) : null;
  }

  async list(sites: 'all' | readonly SiteId[]): Promise<Policy[]> {
    const rows = await this.manager.query<PolicyRow[]>(
      `SELECT ${columns} FROM policy
       WHERE removed_at IS NULL AND ($1::text[] IS NULL OR site_id = ANY($1)) ORDER BY site_id, name, id`,
      [sites === 'all' ? null : sites],
    );
    return rows.map(policyOf);
  }

  async add(policy: Policy, madeBy: string): Promise<boolean> {
    const added = await returnedRows(
      this.manager,
      `INSERT INTO policy (${columns}, created_at)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8
       WHERE $4::text IS NULL OR EXISTS (SELECT 1 FROM zone WHERE id = $4 AND site_id = $2)
       ON CONFLICT (site_id, zone_id, criticality) WHERE removed_at IS NULL DO NOTHING RETURNING id`,
      [
        policy.id,
        policy.siteId,
        policy.name,
        policy.zoneId,
        policy.criticality,
        policy.revision,
        JSON.stringify(policy.constraints),
        policy.changedAt,
      ],
    );
    if (added.length === 0) return false;
    await this.keepRevision(policy, madeBy);
    return true;
  }

  async change(
    id: PolicyId,
    revision: number,
    next: { name: string; constraints: PolicyConstraints },
    madeBy: string,
    at: Date,
  ): Promise<Policy | null> {
    const [row] = await returnedRows<PolicyRow>(
      this.manager,
      `UPDATE policy SET name = $3, constraints = $4, revision = revision + 1, changed_at = $5
       WHERE id = $1 AND revision = $2 AND removed_at IS NULL RETURNING ${columns}`,
      [id, revision, next.name, JSON.stringify(next.constraints), at],
    );
    if (row === undefined) return null;
    const policy = policyOf(row);
    await this.keepRevision(policy, madeBy);
    return policy;
  }

  async remove(id: PolicyId, at: Date): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      'UPDATE policy SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL RETURNING id',
      [id, at],
    );
    return rows.length === 1;
  }

  private async keepRevision(policy: Policy, madeBy: string): Promise<void> {
    await this.manager.query(
      `INSERT INTO policy_revision (policy_id, revision, constraints, made_by, made_at) VALUES ($1, $2, $3, $4, $5)`,
      [policy.id, policy.revision, JSON.stringify(policy.constraints), madeBy, policy.changedAt],
    );
  }
}

interface PolicyRow {
  id: PolicyId;
  site_id: SiteId;
  name: string;
  zone_id: ZoneId | null;
  criticality: Policy['criticality'];
  revision: number;
  constraints: PolicyConstraints;
  changed_at: Date;
}

function policyOf(row: PolicyRow): Policy {
  return {
    id: row.id,
    siteId: row.site_id,
    name: row.name,
    zoneId: row.zone_id,
    criticality: row.criticality,
    revision: row.revision,
    constraints: row.constraints,
    changedAt: row.changed_at,
  };
}
