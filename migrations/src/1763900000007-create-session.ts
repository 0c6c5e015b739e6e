import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions, connections, recordings, and the revocations every node reads. */
export class CreateSession1763900000007 implements MigrationInterface {
  name = 'CreateSession1763900000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE session (
        id text CONSTRAINT session_pk PRIMARY KEY,
        grant_id text NOT NULL CONSTRAINT session_grant_fk REFERENCES access_grant (id),
        person_id text NOT NULL CONSTRAINT session_person_fk REFERENCES person (id),
        target_id text NOT NULL CONSTRAINT session_target_fk REFERENCES target (id),
        site_id text NOT NULL CONSTRAINT session_site_fk REFERENCES site (id),
        node_id text NOT NULL,
        protocol text NOT NULL,
        state text NOT NULL DEFAULT 'pending'
          CONSTRAINT session_state_known CHECK (state IN ('pending','active','canceling','terminated')),
        end_reason text CONSTRAINT session_end_reason_known CHECK (end_reason IN ('client-left','target-left','window-ended',
          'revoked','locked','recording-lost','attendant-missing','idle','stale-authority','error')),
        end_detail text,
        ended_by text,
        created_at timestamptz NOT NULL,
        started_at timestamptz,
        ended_at timestamptz,
        ends_by timestamptz NOT NULL,
        bytes_to_target bigint NOT NULL DEFAULT 0,
        bytes_to_client bigint NOT NULL DEFAULT 0,
        -- Both sockets were seen closed; false is not known.
        disconnect_verified boolean NOT NULL DEFAULT false,
        CONSTRAINT session_terminated_with_reason CHECK ((state = 'terminated') = (end_reason IS NOT NULL AND ended_at IS NOT NULL))
      );
      -- SE-16: one live session for a grant, decided by the database and not by a look before.
      CREATE UNIQUE INDEX session_one_live_per_grant ON session (grant_id) WHERE state <> 'terminated';
      CREATE INDEX session_live ON session (site_id) WHERE state <> 'terminated';
      CREATE TABLE session_transition (
        from_state text NOT NULL, to_state text NOT NULL,
        CONSTRAINT session_transition_pk PRIMARY KEY (from_state, to_state)
      );
      INSERT INTO session_transition VALUES
        ('pending','active'), ('pending','canceling'), ('pending','terminated'),
        ('active','canceling'), ('active','terminated'), ('canceling','terminated');
      CREATE FUNCTION session_check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM session_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'session may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_transition';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER session_transition BEFORE UPDATE ON session FOR EACH ROW EXECUTE FUNCTION session_check_transition();
      CREATE TRIGGER session_never_deleted BEFORE DELETE ON session FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE connection (
        id text CONSTRAINT connection_pk PRIMARY KEY,
        session_id text NOT NULL CONSTRAINT connection_session_fk REFERENCES session (id),
        client_leg text NOT NULL CONSTRAINT connection_client_leg_known CHECK (client_leg IN ('ssh','web')),
        source text NOT NULL,
        dialled_address text,
        host_key_fingerprint text,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz
      );
      CREATE TABLE recording (
        id text CONSTRAINT recording_pk PRIMARY KEY,
        connection_id text NOT NULL CONSTRAINT recording_connection_unique UNIQUE
          CONSTRAINT recording_connection_fk REFERENCES connection (id),
        session_id text NOT NULL CONSTRAINT recording_session_fk REFERENCES session (id),
        site_id text NOT NULL CONSTRAINT recording_site_fk REFERENCES site (id),
        node_id text NOT NULL,
        state text NOT NULL DEFAULT 'open'
          CONSTRAINT recording_state_known CHECK (state IN ('open','sealing','sealed','purged')),
        wrapped_data_key bytea NOT NULL,
        wrapped_input_key bytea,
        signing_public_key text NOT NULL,
        started_at timestamptz NOT NULL,
        sealed_at timestamptz,
        complete boolean,
        seal_reason text,
        duration_ms bigint,
        byte_size bigint,
        sha256 text,
        chunk_count integer,
        CONSTRAINT recording_sealed_whole CHECK (state NOT IN ('sealed','purged') OR (sealed_at IS NOT NULL AND complete IS NOT NULL
          AND byte_size IS NOT NULL AND sha256 IS NOT NULL))
      );
      CREATE TABLE recording_transition (
        from_state text NOT NULL, to_state text NOT NULL,
        CONSTRAINT recording_transition_pk PRIMARY KEY (from_state, to_state)
      );
      INSERT INTO recording_transition VALUES ('open','sealing'), ('open','sealed'), ('sealing','sealed'), ('sealed','purged');
      CREATE FUNCTION recording_check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM recording_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'recording may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recording_transition';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER recording_transition BEFORE UPDATE ON recording FOR EACH ROW EXECUTE FUNCTION recording_check_transition();
      CREATE TRIGGER recording_never_deleted BEFORE DELETE ON recording FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TABLE recording_checkpoint (
        recording_id text NOT NULL CONSTRAINT recording_checkpoint_recording_fk REFERENCES recording (id),
        seq integer NOT NULL,
        chain_hash text NOT NULL,
        made_at timestamptz NOT NULL,
        CONSTRAINT recording_checkpoint_pk PRIMARY KEY (recording_id, seq)
      );
      CREATE TRIGGER recording_checkpoint_never_changed BEFORE UPDATE OR DELETE ON recording_checkpoint
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- Invariant: revocation is a level. Every node reads these rows once a second; NOTIFY only wakes the reader.
      CREATE TABLE revocation (
        seq bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT revocation_pk PRIMARY KEY,
        scope text NOT NULL CONSTRAINT revocation_scope_known
          CHECK (scope IN ('session','grant','person','vendor-organisation','target','site','all')),
        scope_id text,
        reason text NOT NULL CONSTRAINT revocation_reason_known CHECK (reason IN ('revoked','locked','window-ended')),
        text text,
        made_by text,
        made_at timestamptz NOT NULL,
        CONSTRAINT revocation_scope_id_given CHECK ((scope = 'all') = (scope_id IS NULL))
      );
      CREATE TRIGGER revocation_never_changed BEFORE UPDATE OR DELETE ON revocation
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE FUNCTION revocation_wake() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('gatehouse_revocation', NEW.seq::text);
        RETURN NEW;
      END $$;
      CREATE TRIGGER revocation_wake AFTER INSERT ON revocation FOR EACH ROW EXECUTE FUNCTION revocation_wake();
      CREATE FUNCTION outbox_wake() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('gatehouse_outbox', NEW.id::text);
        RETURN NEW;
      END $$;
      CREATE TRIGGER outbox_wake AFTER INSERT ON outbox_entry FOR EACH ROW EXECUTE FUNCTION outbox_wake();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER outbox_wake ON outbox_entry; DROP FUNCTION outbox_wake();
      DROP TABLE revocation, recording_checkpoint, recording_transition, recording, connection, session_transition, session;
      DROP FUNCTION revocation_wake(); DROP FUNCTION recording_check_transition(); DROP FUNCTION session_check_transition();
    `);
  }
}
