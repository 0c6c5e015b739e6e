import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jump hosts, by which targets are reached, each with a pinned key of its own. */
export class CreateJumpHost1764000000002 implements MigrationInterface {
  name = 'CreateJumpHost1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jump_host (
        id text CONSTRAINT jump_host_pk PRIMARY KEY,
        site_id text NOT NULL CONSTRAINT jump_host_site_fk REFERENCES site (id),
        name text NOT NULL CONSTRAINT jump_host_name_length CHECK (length(name) BETWEEN 1 AND 120),
        address text NOT NULL CONSTRAINT jump_host_address_length CHECK (length(address) BETWEEN 1 AND 253),
        port integer NOT NULL CONSTRAINT jump_host_port_range CHECK (port BETWEEN 1 AND 65535),
        account text NOT NULL CONSTRAINT jump_host_account_length CHECK (length(account) BETWEEN 1 AND 64),
        credential_id text,
        via_id text,
        pinned_host_key bytea,
        pinned_host_key_type text,
        pinned_fingerprint text,
        pinned_by text,
        pinned_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT jump_host_name_unique UNIQUE (site_id, name),
        CONSTRAINT jump_host_site_unique UNIQUE (id, site_id),
        CONSTRAINT jump_host_credential_fk FOREIGN KEY (credential_id, site_id) REFERENCES credential (id, site_id),
        CONSTRAINT jump_host_via_fk FOREIGN KEY (via_id, site_id) REFERENCES jump_host (id, site_id),
        CONSTRAINT jump_host_via_another CHECK (via_id <> id),
        CONSTRAINT jump_host_pin_whole CHECK ((pinned_host_key IS NULL) = (pinned_fingerprint IS NULL))
      );
      -- A jump host names one that is there already and keeps it, so a chain never closes into a ring.
      CREATE FUNCTION jump_host_check() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (NEW.id, NEW.site_id, NEW.name, NEW.via_id) IS DISTINCT FROM (OLD.id, OLD.site_id, OLD.name, OLD.via_id) THEN
          RAISE EXCEPTION 'a jump host keeps its name and its way'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'jump_host_way_fixed';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER jump_host_check BEFORE UPDATE ON jump_host FOR EACH ROW EXECUTE FUNCTION jump_host_check();

      ALTER TABLE target ADD COLUMN jump_host_id text,
        ADD CONSTRAINT target_jump_host_fk FOREIGN KEY (jump_host_id, site_id) REFERENCES jump_host (id, site_id);
      ALTER TABLE observed_host_key ALTER COLUMN target_id DROP NOT NULL,
        ADD COLUMN jump_host_id text CONSTRAINT observed_host_key_jump_host_fk REFERENCES jump_host (id),
        ADD CONSTRAINT observed_host_key_of_one CHECK (num_nonnulls(target_id, jump_host_id) = 1),
        ADD CONSTRAINT observed_host_key_jump_host_unique UNIQUE (jump_host_id, fingerprint);

      -- The jump hosts on the way, the nearest first; what is approved, hashed and dialled all come from here.
      CREATE FUNCTION jump_host_chain(last_id text, with_keys boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
        WITH RECURSIVE chain AS (
          SELECT j.*, 1 AS depth FROM jump_host j WHERE j.id = last_id
          UNION ALL
          SELECT j.*, c.depth + 1 FROM jump_host j JOIN chain c ON j.id = c.via_id
        )
        SELECT coalesce(jsonb_agg(
          jsonb_build_object('id', id, 'name', name, 'address', address, 'port', port, 'account', account,
            'credentialId', credential_id, 'hostKeyFingerprint', pinned_fingerprint)
          || CASE WHEN with_keys THEN jsonb_build_object('hostKey', encode(pinned_host_key, 'base64')) ELSE '{}' END
          ORDER BY depth DESC), '[]') FROM chain
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM observed_host_key WHERE target_id IS NULL;
      ALTER TABLE observed_host_key DROP COLUMN jump_host_id, ALTER COLUMN target_id SET NOT NULL;
      ALTER TABLE target DROP COLUMN jump_host_id;
      DROP FUNCTION jump_host_chain(text, boolean);
      DROP TABLE jump_host;
      DROP FUNCTION jump_host_check();
    `);
  }
}
