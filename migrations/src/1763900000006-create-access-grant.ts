import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Access grants, one per target of an approved request, and the connect tickets made from them. */
export class CreateAccessGrant1763900000006 implements MigrationInterface {
  name = 'CreateAccessGrant1763900000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access_grant (
        id text CONSTRAINT access_grant_pk PRIMARY KEY,
        request_id text NOT NULL,
        target_id text NOT NULL,
        person_id text NOT NULL CONSTRAINT access_grant_person_fk REFERENCES person (id),
        site_id text NOT NULL CONSTRAINT access_grant_site_fk REFERENCES site (id),
        rights text[] NOT NULL CONSTRAINT access_grant_rights_some CHECK (cardinality(rights) > 0),
        opens_at timestamptz NOT NULL,
        closes_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'scheduled'
          CONSTRAINT access_grant_state_known CHECK (state IN ('scheduled','open','closed')),
        close_reason text CONSTRAINT access_grant_close_reason_known CHECK (close_reason IN ('ended','revoked','used-up')),
        closed_at timestamptz,
        approved jsonb NOT NULL,
        permit_hash bytea NOT NULL CONSTRAINT access_grant_permit_hash_length CHECK (length(permit_hash) = 32),
        created_at timestamptz NOT NULL,
        CONSTRAINT access_grant_target_fk FOREIGN KEY (request_id, target_id) REFERENCES access_request_target (request_id, target_id),
        CONSTRAINT access_grant_one_per_target UNIQUE (request_id, target_id),
        CONSTRAINT access_grant_window_forward CHECK (opens_at < closes_at),
        CONSTRAINT access_grant_closed_with_reason CHECK ((state = 'closed') = (close_reason IS NOT NULL AND closed_at IS NOT NULL))
      );
      CREATE INDEX access_grant_alive ON access_grant (closes_at) WHERE state <> 'closed';
      CREATE INDEX access_grant_person ON access_grant (person_id, closes_at);
      CREATE TABLE access_grant_transition (
        from_state text NOT NULL, to_state text NOT NULL,
        CONSTRAINT access_grant_transition_pk PRIMARY KEY (from_state, to_state)
      );
      INSERT INTO access_grant_transition VALUES ('scheduled','open'), ('scheduled','closed'), ('open','closed');
      CREATE FUNCTION access_grant_check() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE request access_request%ROWTYPE;
      BEGIN
        IF TG_OP = 'INSERT' THEN
          SELECT * INTO STRICT request FROM access_request WHERE id = NEW.request_id;
          IF request.state <> 'approved' THEN
            RAISE EXCEPTION 'request is %', request.state USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_request_approved';
          END IF;
          IF request.requester_id <> NEW.person_id OR NEW.opens_at < request.opens_at OR NEW.closes_at > request.closes_at
             OR NOT (NEW.rights <@ request.rights) THEN
            RAISE EXCEPTION 'a grant never gives more than was asked'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_within_request';
          END IF;
          RETURN NEW;
        END IF;
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM access_grant_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'grant may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_transition';
        END IF;
        IF (NEW.request_id, NEW.target_id, NEW.person_id, NEW.site_id, NEW.rights, NEW.opens_at, NEW.closes_at, NEW.approved, NEW.permit_hash)
           IS DISTINCT FROM
           (OLD.request_id, OLD.target_id, OLD.person_id, OLD.site_id, OLD.rights, OLD.opens_at, OLD.closes_at, OLD.approved, OLD.permit_hash) THEN
          RAISE EXCEPTION 'a grant never changes' USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_text_fixed';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER access_grant_check BEFORE INSERT OR UPDATE ON access_grant
        FOR EACH ROW EXECUTE FUNCTION access_grant_check();
      CREATE TRIGGER access_grant_never_deleted BEFORE DELETE ON access_grant
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE connect_ticket (
        id text CONSTRAINT connect_ticket_pk PRIMARY KEY,
        token_hash bytea NOT NULL CONSTRAINT connect_ticket_token_unique UNIQUE,
        grant_id text NOT NULL CONSTRAINT connect_ticket_grant_fk REFERENCES access_grant (id),
        person_id text NOT NULL CONSTRAINT connect_ticket_person_fk REFERENCES person (id),
        protocol text NOT NULL,
        factor_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT connect_ticket_short CHECK (expires_at <= created_at + interval '60 seconds')
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE connect_ticket, access_grant_transition, access_grant; DROP FUNCTION access_grant_check();
    `);
  }
}
