import type { AccessRequest, AccessRequestStore, RequestedTarget, Review } from '@gatehouse/access-request';
import { DomainError } from '@gatehouse/kernel';
import type { PersonId, RequestId, SiteId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresAccessRequestStore implements AccessRequestStore {
  constructor(private readonly manager: EntityManager) {}

  async add({ text, ...request }: AccessRequest): Promise<void> {
    await this.manager.query(
      `INSERT INTO access_request (id, requester_id, site_id, state, purpose, planned_change, work_order,
         vendor_location, rights, opens_at, closes_at, answer_by, decision, content_hash, submitted_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        text.id,
        text.requester.id,
        text.siteId,
        request.state,
        text.purpose,
        text.plannedChange,
        text.workOrder,
        text.vendorLocation,
        text.rights,
        text.window.opensAt,
        text.window.closesAt,
        text.obligations.answerBy,
        JSON.stringify({
          requester: text.requester,
          obligations: text.obligations,
          policies: request.policies,
        }),
        request.contentHash,
        request.submittedAt,
      ],
    );
    for (const target of text.targets)
      await this.manager.query(
        'INSERT INTO access_request_target (request_id, target_id, resolved) VALUES ($1, $2, $3)',
        [text.id, target.id, JSON.stringify(target)],
      );
  }

  async lock(id: RequestId): Promise<AccessRequest | null> {
    const [row] = await this.manager.query<RequestRow[]>(
      `SELECT id, site_id, state, purpose, planned_change, work_order, vendor_location, rights, opens_at, closes_at,
         answer_by, decision, content_hash, submitted_at, decided_at, decided_reason
       FROM access_request WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (row === undefined) return null;
    const targets = await this.manager.query<{ resolved: RequestedTarget }[]>(
      'SELECT resolved FROM access_request_target WHERE request_id = $1 ORDER BY target_id',
      [id],
    );
    const reviews = await this.manager.query<ReviewRow[]>(
      `SELECT r.id, r.reviewer_id, p.display_name, r.verdict, r.reason, r.opens_at, r.closes_at, r.rights,
         r.content_hash, r.factor_at, r.reviewed_at
       FROM review r JOIN person p ON p.id = r.reviewer_id WHERE r.request_id = $1 ORDER BY r.reviewed_at, r.id`,
      [id],
    );
    return requestOf(
      row,
      targets.map((target) => target.resolved),
      reviews.map(reviewOf),
    );
  }

  async finish(
    id: RequestId,
    state: 'approved' | 'denied' | 'withdrawn' | 'expired',
    at: Date,
    reason: string | null,
  ): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      `UPDATE access_request SET state = $2, decided_at = $3, decided_reason = $4
       WHERE id = $1 AND state = 'pending' RETURNING id`,
      [id, state, at, reason],
    );
    return rows.length === 1;
  }

  async addReview(requestId: RequestId, review: Review): Promise<boolean> {
    const rows = await returnedRows<{ id: string }>(
      this.manager,
      `INSERT INTO review (id, request_id, reviewer_id, verdict, reason, opens_at, closes_at, rights, content_hash,
         factor_at, reviewed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT ON CONSTRAINT review_one_per_person DO NOTHING RETURNING id`,
      [
        review.id,
        requestId,
        review.reviewer.id,
        review.verdict,
        review.reason,
        review.window.opensAt,
        review.window.closesAt,
        review.rights,
        review.contentHash,
        review.factorAt,
        review.reviewedAt,
      ],
    ).catch(refusalOf);
    return rows.length === 1;
  }

  async stillApprovers(siteId: SiteId, people: readonly PersonId[]): Promise<PersonId[]> {
    const rows = await this.manager.query<{ id: PersonId }[]>(
      `SELECT p.id FROM person p
       WHERE p.id = ANY($2) AND p.state = 'active' AND p.vendor_organisation_id IS NULL
         AND EXISTS (SELECT 1 FROM role_assignment r WHERE r.person_id = p.id AND r.role = 'approver'
           AND (r.site_id IS NULL OR r.site_id = $1))`,
      [siteId, people],
    );
    return rows.map((row) => row.id);
  }

  async expireDue(now: Date): Promise<{ id: RequestId; siteId: SiteId; requesterId: PersonId }[]> {
    const rows = await returnedRows<{ id: RequestId; site_id: SiteId; requester_id: PersonId }>(
      this.manager,
      `UPDATE access_request SET state = 'expired', decided_at = $1
       WHERE state = 'pending' AND (answer_by <= $1 OR closes_at <= $1) RETURNING id, site_id, requester_id`,
      [now],
    );
    return rows.map((row) => ({ id: row.id, siteId: row.site_id, requesterId: row.requester_id }));
  }

  async countOf(requesterId: PersonId, since: Date): Promise<{ pending: number; recent: number }> {
    const [row] = await this.manager.query<{ pending: number; recent: number }[]>(
      `SELECT count(*) FILTER (WHERE state = 'pending')::int AS pending,
         count(*) FILTER (WHERE submitted_at > $2)::int + (SELECT count(*)::int FROM audit_entry
           WHERE actor_id = $1 AND kind = 'request.denied-by-policy' AND occurred_at > $2) AS recent
       FROM access_request WHERE requester_id = $1`,
      [requesterId, since],
    );
    return row ?? { pending: 0, recent: 0 };
  }
}

/** What the trigger refused between our look and our write, as the refusal the look would have given. */
function refusalOf(error: unknown): never {
  const constraint = (error as { driverError?: { constraint?: string } }).driverError?.constraint;
  if (constraint === 'review_by_approver')
    throw new DomainError('not-a-reviewer', 'Only approvers of this site decide about its requests.');
  throw error;
}

interface RequestRow {
  id: RequestId;
  site_id: SiteId;
  state: AccessRequest['state'];
  purpose: string;
  planned_change: boolean;
  work_order: string | null;
  vendor_location: string | null;
  rights: AccessRequest['text']['rights'];
  opens_at: Date;
  closes_at: Date;
  answer_by: Date;
  decision: Pick<AccessRequest['text'], 'requester' | 'obligations'> & Pick<AccessRequest, 'policies'>;
  content_hash: Buffer;
  submitted_at: Date;
  decided_at: Date | null;
  decided_reason: string | null;
}

interface ReviewRow {
  id: Review['id'];
  reviewer_id: PersonId;
  display_name: string;
  verdict: Review['verdict'];
  reason: string | null;
  opens_at: Date;
  closes_at: Date;
  rights: Review['rights'];
  content_hash: Buffer;
  factor_at: Date;
  reviewed_at: Date;
}

function requestOf(row: RequestRow, targets: RequestedTarget[], reviews: Review[]): AccessRequest {
  return {
    text: {
      id: row.id,
      requester: row.decision.requester,
      siteId: row.site_id,
      purpose: row.purpose,
      plannedChange: row.planned_change,
      workOrder: row.work_order,
      vendorLocation: row.vendor_location,
      rights: row.rights,
      window: { opensAt: row.opens_at, closesAt: row.closes_at },
      targets,
      obligations: { ...row.decision.obligations, answerBy: row.answer_by },
    },
    contentHash: row.content_hash,
    policies: row.decision.policies,
    state: row.state,
    submittedAt: row.submitted_at,
    decidedAt: row.decided_at,
    decidedReason: row.decided_reason,
    reviews,
  };
}

function reviewOf(row: ReviewRow): Review {
  return {
    id: row.id,
    reviewer: { id: row.reviewer_id, displayName: row.display_name },
    verdict: row.verdict,
    reason: row.reason,
    window: { opensAt: row.opens_at, closesAt: row.closes_at },
    rights: row.rights,
    contentHash: row.content_hash,
    factorAt: row.factor_at,
    reviewedAt: row.reviewed_at,
  };
}
