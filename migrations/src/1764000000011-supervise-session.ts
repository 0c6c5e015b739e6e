import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the plant orders for a running session: its input frozen, words for its screen. */
export class SuperviseSession1764000000011 implements MigrationInterface {
  name = 'SuperviseSession1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session
        ADD COLUMN frozen_at timestamptz,
        ADD COLUMN frozen_by text CONSTRAINT session_frozen_by_fk REFERENCES person (id),
        ADD COLUMN frozen_reason text,
        ADD CONSTRAINT session_frozen_by_somebody CHECK ((frozen_at IS NULL) = (frozen_by IS NULL));
      CREATE INDEX session_frozen ON session (grant_id) WHERE frozen_at IS NOT NULL;

      -- Invariant: who was frozen stays frozen. After the insert, so that a freeze and an end that were committed while
      -- this session waited to be the only live one of its grant are seen too.
      CREATE FUNCTION session_refuse_while_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT 1 FROM session s WHERE s.grant_id = NEW.grant_id AND s.frozen_at IS NOT NULL) THEN
          RAISE EXCEPTION 'the input of grant % is frozen', NEW.grant_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_not_frozen';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER session_refuse_while_frozen AFTER INSERT ON session
        FOR EACH ROW EXECUTE FUNCTION session_refuse_while_frozen();

      -- Shown by the node that runs the session; until then it waits here.
      CREATE TABLE session_message (
        seq bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT session_message_pk PRIMARY KEY,
        session_id text NOT NULL CONSTRAINT session_message_session_fk REFERENCES session (id),
        text text NOT NULL,
        made_by text NOT NULL CONSTRAINT session_message_made_by_fk REFERENCES person (id),
        made_at timestamptz NOT NULL,
        shown_at timestamptz
      );
      CREATE INDEX session_message_of_session ON session_message (session_id);
      CREATE TRIGGER session_message_never_deleted BEFORE DELETE ON session_message
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- Nodes read all of this once a second whatever happens; this only makes them look sooner.
      CREATE FUNCTION supervision_wake() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('gatehouse_revocation', '');
        RETURN NULL;
      END $$;
      CREATE TRIGGER session_frozen_wake AFTER UPDATE OF frozen_at ON session
        FOR EACH ROW WHEN (OLD.frozen_at IS DISTINCT FROM NEW.frozen_at) EXECUTE FUNCTION supervision_wake();
      CREATE TRIGGER session_message_wake AFTER INSERT ON session_message
        FOR EACH ROW EXECUTE FUNCTION supervision_wake();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE session_message;
      DROP TRIGGER session_frozen_wake ON session; DROP FUNCTION supervision_wake();
      DROP TRIGGER session_refuse_while_frozen ON session; DROP FUNCTION session_refuse_while_frozen();
      DROP INDEX session_frozen;
      ALTER TABLE session DROP CONSTRAINT session_frozen_by_somebody,
        DROP COLUMN frozen_at, DROP COLUMN frozen_by, DROP COLUMN frozen_reason;
    `);
  }
}
