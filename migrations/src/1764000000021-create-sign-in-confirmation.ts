import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an SSH connection asks its person in the portal in place of a code. */
export class CreateSignInConfirmation1764000000021 implements MigrationInterface {
  name = 'CreateSignInConfirmation1764000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sign_in_confirmation (
        id text CONSTRAINT sign_in_confirmation_pk PRIMARY KEY,
        person_id text NOT NULL CONSTRAINT sign_in_confirmation_person_fk REFERENCES person (id),
        code_hash bytea NOT NULL CONSTRAINT sign_in_confirmation_code_unique UNIQUE,
        node_id text NOT NULL,
        wire_id text NOT NULL CONSTRAINT sign_in_confirmation_wire_unique UNIQUE,
        source text NOT NULL,
        handle text CONSTRAINT sign_in_confirmation_handle_shape CHECK (handle ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        state text NOT NULL DEFAULT 'waiting' CONSTRAINT sign_in_confirmation_state_known
          CHECK (state IN ('waiting','confirmed','refused','spent','void')),
        factor_at timestamptz,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        answered_at timestamptz,
        CONSTRAINT sign_in_confirmation_short CHECK (expires_at > created_at AND expires_at <= created_at + interval '2 minutes'),
        CONSTRAINT sign_in_confirmation_answered CHECK (state NOT IN ('confirmed','refused','spent') OR answered_at IS NOT NULL),
        CONSTRAINT sign_in_confirmation_factor_given_for_it CHECK (state NOT IN ('confirmed','spent')
          OR (factor_at IS NOT NULL AND factor_at >= created_at))
      );
      CREATE INDEX sign_in_confirmation_person ON sign_in_confirmation (person_id, created_at);
      CREATE TABLE sign_in_confirmation_transition (
        from_state text NOT NULL, to_state text NOT NULL,
        CONSTRAINT sign_in_confirmation_transition_pk PRIMARY KEY (from_state, to_state)
      );
      INSERT INTO sign_in_confirmation_transition VALUES
        ('waiting','confirmed'), ('waiting','refused'), ('waiting','void'), ('confirmed','spent'), ('confirmed','void');
      CREATE FUNCTION sign_in_confirmation_check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM sign_in_confirmation_transition t
          WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'a confirmation may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_in_confirmation_transition';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER sign_in_confirmation_transition BEFORE UPDATE ON sign_in_confirmation
        FOR EACH ROW EXECUTE FUNCTION sign_in_confirmation_check_transition();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sign_in_confirmation, sign_in_confirmation_transition;
      DROP FUNCTION sign_in_confirmation_check_transition();
    `);
  }
}
