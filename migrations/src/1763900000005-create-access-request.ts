import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests and reviews, with the rules the database holds by itself. */
export class CreateAccessRequest1763900000005 implements MigrationInterface {
  name = 'CreateAccessRequest1763900000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access_request (
        id text CONSTRAINT access_request_pk PRIMARY KEY,
        requester_id text NOT NULL CONSTRAINT access_request_requester_fk REFERENCES person (id),
        site_id text NOT NULL CONSTRAINT access_request_site_fk REFERENCES site (id),
        state text NOT NULL DEFAULT 'pending'
          CONSTRAINT access_request_state_known CHECK (state IN ('pending','approved','denied','withdrawn','expired')),
        purpose text NOT NULL CONSTRAINT access_request_purpose_length CHECK (length(purpose) BETWEEN 1 AND 2000),
        planned_change boolean NOT NULL,
        work_order text CONSTRAINT access_request_work_order_length CHECK (length(work_order) BETWEEN 1 AND 64),
        vendor_location text CONSTRAINT access_request_vendor_location_length CHECK (length(vendor_location) <= 120),
        rights text[] NOT NULL CONSTRAINT access_request_rights_some CHECK (cardinality(rights) > 0),
        opens_at timestamptz NOT NULL,
        closes_at timestamptz NOT NULL,
        answer_by timestamptz NOT NULL,
        decision jsonb NOT NULL,
        content_hash bytea NOT NULL CONSTRAINT access_request_content_hash_length CHECK (length(content_hash) = 32),
        linked_request_id text CONSTRAINT access_request_linked_fk REFERENCES access_request (id),
        submitted_at timestamptz NOT NULL,
        decided_at timestamptz,
        decided_reason text,
        CONSTRAINT access_request_window_forward CHECK (opens_at < closes_at)
      );
      CREATE INDEX access_request_pending ON access_request (site_id, answer_by) WHERE state = 'pending';
      CREATE INDEX access_request_requester ON access_request (requester_id, submitted_at);
      CREATE TABLE access_request_target (
        request_id text NOT NULL CONSTRAINT access_request_target_request_fk REFERENCES access_request (id),
        target_id text NOT NULL CONSTRAINT access_request_target_target_fk REFERENCES target (id),
        resolved jsonb NOT NULL,
        CONSTRAINT access_request_target_pk PRIMARY KEY (request_id, target_id)
      );
      CREATE TRIGGER access_request_target_never_changed BEFORE UPDATE OR DELETE ON access_request_target
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TABLE access_request_transition (
        from_state text NOT NULL, to_state text NOT NULL,
        CONSTRAINT access_request_transition_pk PRIMARY KEY (from_state, to_state)
      );
      INSERT INTO access_request_transition VALUES
        ('pending','approved'), ('pending','denied'), ('pending','withdrawn'), ('pending','expired');

      CREATE TABLE review (
        id text CONSTRAINT review_pk PRIMARY KEY,
        request_id text NOT NULL CONSTRAINT review_request_fk REFERENCES access_request (id),
        reviewer_id text NOT NULL CONSTRAINT review_reviewer_fk REFERENCES person (id),
        verdict text NOT NULL CONSTRAINT review_verdict_known CHECK (verdict IN ('approve','deny')),
        reason text CONSTRAINT review_reason_length CHECK (length(reason) BETWEEN 1 AND 2000),
        opens_at timestamptz NOT NULL,
        closes_at timestamptz NOT NULL,
        rights text[] NOT NULL,
        content_hash bytea NOT NULL,
        factor_at timestamptz NOT NULL,
        reviewed_at timestamptz NOT NULL,
        CONSTRAINT review_one_per_person UNIQUE (request_id, reviewer_id),
        CONSTRAINT review_denial_has_reason CHECK (verdict = 'approve' OR reason IS NOT NULL),
        CONSTRAINT review_window_forward CHECK (opens_at < closes_at)
      );
      CREATE TRIGGER review_never_changed BEFORE UPDATE OR DELETE ON review
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE FUNCTION review_check() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE request access_request%ROWTYPE;
      BEGIN
        -- FOR UPDATE: reviews of one request take turns, so that the last one sees all the others.
        SELECT * INTO STRICT request FROM access_request WHERE id = NEW.request_id FOR UPDATE;
        IF request.requester_id = NEW.reviewer_id THEN
          RAISE EXCEPTION 'the requester never reviews' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_not_by_requester';
        END IF;
        IF request.state <> 'pending' THEN
          RAISE EXCEPTION 'request is %', request.state USING ERRCODE = 'check_violation', CONSTRAINT = 'review_request_pending';
        END IF;
        IF request.content_hash <> NEW.content_hash THEN
          RAISE EXCEPTION 'review of another text' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_of_this_text';
        END IF;
        IF NEW.opens_at < request.opens_at OR NEW.closes_at > request.closes_at OR NOT (NEW.rights <@ request.rights) THEN
          RAISE EXCEPTION 'a review never gives more than was asked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_never_gives_more';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM role_assignment r WHERE r.person_id = NEW.reviewer_id AND r.role = 'approver'
            AND (r.site_id IS NULL OR r.site_id = request.site_id)) THEN
          RAISE EXCEPTION 'not an approver of this site' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_by_approver';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER review_check BEFORE INSERT ON review FOR EACH ROW EXECUTE FUNCTION review_check();

      CREATE FUNCTION access_request_check_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM access_request_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'request may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'access_request_transition';
        END IF;
        IF (NEW.requester_id, NEW.site_id, NEW.purpose, NEW.planned_change, NEW.work_order, NEW.vendor_location, NEW.rights,
            NEW.opens_at, NEW.closes_at, NEW.content_hash, NEW.submitted_at)
           IS DISTINCT FROM
           (OLD.requester_id, OLD.site_id, OLD.purpose, OLD.planned_change, OLD.work_order, OLD.vendor_location, OLD.rights,
            OLD.opens_at, OLD.closes_at, OLD.content_hash, OLD.submitted_at) THEN
          RAISE EXCEPTION 'what was asked never changes' USING ERRCODE = 'check_violation', CONSTRAINT = 'access_request_text_fixed';
        END IF;
        IF NEW.state = 'approved' AND OLD.state <> 'approved' AND (
             NOT EXISTS (SELECT 1 FROM review WHERE request_id = NEW.id AND verdict = 'approve')
             OR EXISTS (SELECT 1 FROM review WHERE request_id = NEW.id AND verdict = 'deny')) THEN
          RAISE EXCEPTION 'no approval on record' USING ERRCODE = 'check_violation', CONSTRAINT = 'access_request_approved_by_review';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER access_request_check_change BEFORE UPDATE ON access_request
        FOR EACH ROW EXECUTE FUNCTION access_request_check_change();
      CREATE TRIGGER access_request_never_deleted BEFORE DELETE ON access_request
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE review, access_request_transition, access_request_target, access_request;
      DROP FUNCTION review_check(); DROP FUNCTION access_request_check_change();
    `);
  }
}
