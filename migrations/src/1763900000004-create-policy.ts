import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Policies: what a request for a target takes. A change makes a new revision; old ones stay readable. */
export class CreatePolicy1763900000004 implements MigrationInterface {
  name = 'CreatePolicy1763900000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE policy (
        id text CONSTRAINT policy_pk PRIMARY KEY,
        site_id text NOT NULL CONSTRAINT policy_site_fk REFERENCES site (id),
        name text NOT NULL CONSTRAINT policy_name_length CHECK (length(name) BETWEEN 1 AND 120),
        zone_id text,
        criticality text CONSTRAINT policy_criticality_known CHECK (criticality IN ('low','medium','high','critical')),
        revision integer NOT NULL DEFAULT 1,
        constraints jsonb NOT NULL,
        removed_at timestamptz,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT policy_zone_fk FOREIGN KEY (zone_id, site_id) REFERENCES zone (id, site_id)
      );
      CREATE UNIQUE INDEX policy_one_per_scope ON policy (site_id, zone_id, criticality) NULLS NOT DISTINCT
        WHERE removed_at IS NULL;
      CREATE TABLE policy_revision (
        policy_id text NOT NULL CONSTRAINT policy_revision_policy_fk REFERENCES policy (id),
        revision integer NOT NULL,
        constraints jsonb NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        CONSTRAINT policy_revision_pk PRIMARY KEY (policy_id, revision)
      );
      CREATE TRIGGER policy_revision_never_changed BEFORE UPDATE OR DELETE ON policy_revision
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE policy_revision, policy`);
  }
}
