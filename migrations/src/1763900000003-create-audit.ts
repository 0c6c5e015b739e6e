import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit trail (canonical bytes and leaf hash, never changed), the outbox, and the installation's sealed secrets. */
export class CreateAudit1763900000003 implements MigrationInterface {
  name = 'CreateAudit1763900000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_entry (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_entry_pk PRIMARY KEY,
        kind text NOT NULL,
        occurred_at timestamptz NOT NULL,
        site_id text,
        actor_id text,
        subjects jsonb NOT NULL,
        canonical bytea NOT NULL,
        leaf_hash bytea NOT NULL CONSTRAINT audit_entry_leaf_hash_matches
          CHECK (leaf_hash = sha256('\\x00'::bytea || canonical))
      );
      CREATE INDEX audit_entry_kind ON audit_entry (kind, id);
      CREATE INDEX audit_entry_site ON audit_entry (site_id, id);
      CREATE INDEX audit_entry_actor ON audit_entry (actor_id, id);
      CREATE INDEX audit_entry_subjects ON audit_entry USING gin (subjects jsonb_path_ops);
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME
          USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_never_changed';
      END $$;
      CREATE TRIGGER audit_entry_never_changed BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER audit_entry_never_truncated BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TABLE outbox_entry (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_entry_pk PRIMARY KEY,
        kind text NOT NULL,
        occurred_at timestamptz NOT NULL,
        payload jsonb NOT NULL,
        dispatched_at timestamptz
      );
      CREATE INDEX outbox_entry_waiting ON outbox_entry (id) WHERE dispatched_at IS NULL;
      CREATE TABLE installation_secret (
        name text CONSTRAINT installation_secret_pk PRIMARY KEY,
        sealed bytea NOT NULL,
        made_at timestamptz NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE installation_secret, outbox_entry, audit_entry; DROP FUNCTION refuse_change();`,
    );
  }
}
