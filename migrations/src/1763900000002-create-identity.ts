import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, their factors, roles, web sessions, invitations and attempt limits. */
export class CreateIdentity1763900000002 implements MigrationInterface {
  name = 'CreateIdentity1763900000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE person (
        id text CONSTRAINT person_pk PRIMARY KEY,
        login text NOT NULL CONSTRAINT person_login_unique UNIQUE
          CONSTRAINT person_login_shape CHECK (login ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
        display_name text NOT NULL CONSTRAINT person_display_name_length CHECK (length(display_name) BETWEEN 1 AND 120),
        email text CONSTRAINT person_email_length CHECK (length(email) BETWEEN 3 AND 254),
        vendor_organisation_id text CONSTRAINT person_vendor_fk REFERENCES vendor_organisation (id),
        sponsor_id text CONSTRAINT person_sponsor_fk REFERENCES person (id),
        time_zone text NOT NULL DEFAULT 'UTC',
        state text NOT NULL CONSTRAINT person_state_known CHECK (state IN ('invited','awaiting-confirmation','active','suspended')),
        password_hash text,
        created_at timestamptz NOT NULL
      );
      CREATE TABLE person_transition (
        from_state text NOT NULL, to_state text NOT NULL,
        CONSTRAINT person_transition_pk PRIMARY KEY (from_state, to_state)
      );
      INSERT INTO person_transition VALUES
        ('invited','awaiting-confirmation'), ('invited','active'), ('invited','suspended'),
        ('awaiting-confirmation','active'), ('awaiting-confirmation','suspended'),
        ('active','suspended'), ('suspended','active'), ('suspended','invited');
      CREATE TABLE role_assignment (
        person_id text NOT NULL CONSTRAINT role_assignment_person_fk REFERENCES person (id),
        role text NOT NULL CONSTRAINT role_assignment_role_known
          CHECK (role IN ('vendor-user','vendor-manager','approver','auditor','administrator')),
        site_id text CONSTRAINT role_assignment_site_fk REFERENCES site (id),
        created_at timestamptz NOT NULL,
        CONSTRAINT role_assignment_unique UNIQUE NULLS NOT DISTINCT (person_id, role, site_id)
      );
      CREATE TABLE totp_factor (
        person_id text CONSTRAINT totp_factor_pk PRIMARY KEY CONSTRAINT totp_factor_person_fk REFERENCES person (id),
        sealed_secret bytea NOT NULL,
        confirmed_at timestamptz,
        created_at timestamptz NOT NULL
      );
      CREATE TABLE totp_used_step (
        person_id text NOT NULL CONSTRAINT totp_used_step_person_fk REFERENCES person (id),
        step bigint NOT NULL,
        used_at timestamptz NOT NULL,
        CONSTRAINT totp_used_step_pk PRIMARY KEY (person_id, step)
      );
      CREATE TABLE recovery_code (
        person_id text NOT NULL CONSTRAINT recovery_code_person_fk REFERENCES person (id),
        code_hash bytea NOT NULL,
        used_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT recovery_code_pk PRIMARY KEY (person_id, code_hash)
      );
      CREATE TABLE ssh_public_key (
        id text CONSTRAINT ssh_public_key_pk PRIMARY KEY,
        person_id text NOT NULL CONSTRAINT ssh_public_key_person_fk REFERENCES person (id),
        key bytea NOT NULL,
        key_type text NOT NULL,
        fingerprint text NOT NULL CONSTRAINT ssh_public_key_fingerprint_unique UNIQUE,
        comment text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL,
        removed_at timestamptz
      );
      CREATE TABLE web_session (
        token_hash bytea CONSTRAINT web_session_pk PRIMARY KEY,
        person_id text NOT NULL CONSTRAINT web_session_person_fk REFERENCES person (id),
        level text NOT NULL CONSTRAINT web_session_level_known CHECK (level IN ('password','full')),
        source text NOT NULL,
        created_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        factor_at timestamptz,
        ended_at timestamptz
      );
      CREATE INDEX web_session_person ON web_session (person_id) WHERE ended_at IS NULL;
      CREATE TABLE invitation (
        id text CONSTRAINT invitation_pk PRIMARY KEY,
        person_id text NOT NULL CONSTRAINT invitation_person_fk REFERENCES person (id),
        token_hash bytea NOT NULL CONSTRAINT invitation_token_unique UNIQUE,
        invited_by text NOT NULL CONSTRAINT invitation_invited_by_fk REFERENCES person (id),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        voided_at timestamptz,
        created_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX invitation_one_open ON invitation (person_id) WHERE used_at IS NULL AND voided_at IS NULL;
      CREATE TABLE setup_token (
        token_hash bytea CONSTRAINT setup_token_pk PRIMARY KEY,
        created_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE UNIQUE INDEX setup_token_one_open ON setup_token ((true)) WHERE used_at IS NULL;
      CREATE TABLE attempt_limit (
        subject text NOT NULL,
        kind text NOT NULL CONSTRAINT attempt_limit_kind_known CHECK (kind IN ('person','source')),
        failures integer NOT NULL DEFAULT 0,
        window_started_at timestamptz NOT NULL,
        locked_until timestamptz,
        CONSTRAINT attempt_limit_pk PRIMARY KEY (kind, subject)
      );
      CREATE FUNCTION person_check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM person_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'person may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_transition';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER person_transition BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION person_check_transition();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE attempt_limit, setup_token, invitation, web_session, ssh_public_key, recovery_code, totp_used_step,
        totp_factor, role_assignment, person_transition, person;
      DROP FUNCTION person_check_transition();
    `);
  }
}
