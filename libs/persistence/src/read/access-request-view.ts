import type { FileRules } from '@gatehouse/policy';
import { isUnproven } from '@gatehouse/access-request';
import { identityOf } from '@gatehouse/kernel';
import type { RequestedTarget } from '@gatehouse/access-request';
import type { ChannelRight, PersonId, RequestId, SiteId, TargetIdentity } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { listGrants } from './grant-view.js';
import type { GrantView } from './grant-view.js';
import { shownFingerprint } from './identity-view.js';
import { blockersOf } from './request-blockers.js';
import type { BlockerFacts } from './request-blockers.js';
import { viewerValues, visibleTo } from './viewer.js';
import type { Viewer } from './viewer.js';
import { weakAlgorithmsOf } from './weak-algorithms-view.js';
import type { WeakAlgorithmsView } from './weak-algorithms-view.js';

/** A request as the vendor's status and the approver's card show it. */
export interface AccessRequestView {
  id: RequestId;
  state: 'pending' | 'approved' | 'denied' | 'withdrawn' | 'expired';
  requester: {
    id: PersonId;
    displayName: string;
    organisation: string | null;
    timeZone: string;
    earlierVisits: { count: number; lastAt: string | null };
  };
  site: { id: SiteId; name: string; timeZone: string; controlRoomPhone: string | null };
  targets: {
    id: string;
    handle: string;
    protocol: RequestedTarget['protocol'];
    assetTag: string;
    assetName: string;
    location: string;
    zoneName: string;
    criticality: RequestedTarget['criticality'];
    identity: TargetIdentity;
    fingerprint: string | null;
    weakAlgorithms: WeakAlgorithmsView | null;
    via: { name: string; fingerprint: string | null }[];
  }[];
  purpose: string;
  plannedChange: boolean;
  workOrder: string | null;
  vendorLocation: string | null;
  rights: ChannelRight[];
  window: { opensAt: string; closesAt: string };
  answerBy: string;
  submittedAt: string;
  decidedAt: string | null;
  decidedReason: string | null;
  obligations: {
    reviewersNeeded: { role: string; count: number }[];
    factorFreshSeconds: number;
    idleSeconds: number;
    recordInput: boolean;
    files?: FileRules;
  };
  approvals: { needed: number; given: number };
  reviews: ReviewView[];
  grants: GrantView[];
  contentHash: string;
  may: { review: boolean; withdraw: boolean };
  blockers: { code: string; message: string }[];
}

interface ReviewView {
  id: string;
  reviewer: { id: string; displayName: string };
  verdict: 'approve' | 'deny';
  reason: string | null;
  window: { opensAt: string; closesAt: string };
  rights: ChannelRight[];
  reviewedAt: string;
}

export interface RequestViewer extends Viewer {
  /** Sites where they are an approver, and so may review. */
  readonly reviews: 'all' | readonly SiteId[];
}

export interface RequestFilter {
  readonly id?: RequestId;
  readonly state?: AccessRequestView['state'];
  readonly limit?: number;
}

/** Pending ones first by when an answer is due, then the others, newest first. */
export async function listAccessRequests(
  manager: EntityManager,
  viewer: RequestViewer,
  now: Date,
  sshCommand: (login: string, handle: string) => string,
  filter: RequestFilter = {},
): Promise<AccessRequestView[]> {
  const rows = await manager.query<Row[]>(`${select} ORDER BY ${order} LIMIT $7`, [
    ...viewerValues(viewer),
    filter.id ?? null,
    filter.state ?? null,
    filter.limit ?? 200,
  ]);
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const targets = await manager.query<TargetRow[]>(
    `SELECT x.request_id, x.resolved, t.suspended_at IS NOT NULL AS is_suspended,
       t.removed_at IS NOT NULL OR (t.address, t.port, t.account, t.pinned_fingerprint, t.credential_id)
         IS DISTINCT FROM (x.resolved->>'address', (x.resolved->>'port')::int, x.resolved->>'account',
           x.resolved->>'hostKeyFingerprint', x.resolved->>'credentialId')
         OR t.settings IS DISTINCT FROM coalesce(x.resolved->'settings', '{}')
         OR jump_host_chain(t.jump_host_id, false) IS DISTINCT FROM coalesce(x.resolved->'jumpHosts', '[]') AS is_changed
     FROM access_request_target x JOIN target t ON t.id = x.target_id
     WHERE x.request_id = ANY($1) ORDER BY x.target_id`,
    [ids],
  );
  const reviews = await manager.query<ReviewRow[]>(
    `SELECT r.request_id, r.id, r.reviewer_id, p.display_name, r.verdict, r.reason, r.opens_at, r.closes_at, r.rights,
       r.reviewed_at, p.state = 'active' AND p.vendor_organisation_id IS NULL AND EXISTS (
         SELECT 1 FROM role_assignment a WHERE a.person_id = p.id AND a.role = 'approver'
           AND (a.site_id IS NULL OR a.site_id = q.site_id)) AS counts
     FROM review r JOIN person p ON p.id = r.reviewer_id JOIN access_request q ON q.id = r.request_id
     WHERE r.request_id = ANY($1) ORDER BY r.reviewed_at, r.id`,
    [ids],
  );
  const grants = await listGrants(manager, viewer, now, sshCommand, { requestIds: ids, limit: 5000 });
  return rows.map((row) =>
    viewOf(
      row,
      targets.filter((target) => target.request_id === row.id),
      reviews.filter((review) => review.request_id === row.id),
      grants.filter((grant) => grant.requestId === row.id),
      viewer,
      now,
    ),
  );
}

const select = `
  SELECT q.id, q.state, q.purpose, q.planned_change, q.work_order, q.vendor_location, q.rights, q.opens_at, q.closes_at,
    q.answer_by, q.decision, q.content_hash, q.submitted_at, q.decided_at, q.decided_reason, q.requester_id,
    p.time_zone AS requester_time_zone, p.state = 'active' AS requester_active,
    v.suspended_at IS NOT NULL AS organisation_suspended,
    s.id AS site_id, s.name AS site_name, s.time_zone AS site_time_zone, s.control_room_phone,
    s.suspended_at IS NOT NULL AS site_suspended,
    visits.count AS visit_count, visits.last_at AS last_visit_at
  FROM access_request q
  JOIN person p ON p.id = q.requester_id
  LEFT JOIN vendor_organisation v ON v.id = p.vendor_organisation_id
  JOIN site s ON s.id = q.site_id
  CROSS JOIN LATERAL (SELECT count(*)::int AS count, max(l.started_at) AS last_at FROM session l
    WHERE l.person_id = q.requester_id AND l.site_id = q.site_id AND l.started_at < q.submitted_at) AS visits
  WHERE ${visibleTo({ person: 'q.requester_id', site: 'q.site_id', organisation: 'p.vendor_organisation_id' })}
    AND ($5::text IS NULL OR q.id = $5) AND ($6::text IS NULL OR q.state = $6)`;

const order = `q.state = 'pending' DESC, CASE WHEN q.state = 'pending' THEN q.answer_by END, q.submitted_at DESC, q.id`;

function viewOf(
  row: Row,
  targets: TargetRow[],
  reviews: ReviewRow[],
  grants: GrantView[],
  viewer: RequestViewer,
  now: Date,
): AccessRequestView {
  const { requester, obligations } = row.decision;
  const isOver = row.answer_by.getTime() <= now.getTime() || row.closes_at.getTime() <= now.getTime();
  const isOpen = row.state === 'pending' && !isOver;
  const seesWay = viewer.sites === 'all' || viewer.sites.includes(row.site_id);
  const reviewsHere = viewer.reviews === 'all' || viewer.reviews.includes(row.site_id);
  const blockers = row.state === 'pending' ? blockersOf({ ...row, isOver, targets }) : [];
  return {
    id: row.id,
    state: row.state,
    requester: {
      id: row.requester_id,
      displayName: requester.displayName,
      organisation: requester.organisation,
      timeZone: row.requester_time_zone,
      earlierVisits: { count: row.visit_count, lastAt: row.last_visit_at?.toISOString() ?? null },
    },
    site: {
      id: row.site_id,
      name: row.site_name,
      timeZone: row.site_time_zone,
      controlRoomPhone: row.control_room_phone,
    },
    targets: targets.map(({ resolved }) => targetOf(resolved, seesWay)),
    purpose: row.purpose,
    plannedChange: row.planned_change,
    workOrder: row.work_order,
    vendorLocation: row.vendor_location,
    rights: row.rights,
    window: { opensAt: row.opens_at.toISOString(), closesAt: row.closes_at.toISOString() },
    answerBy: row.answer_by.toISOString(),
    submittedAt: row.submitted_at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedReason: row.decided_reason,
    obligations: {
      reviewersNeeded: obligations.reviewersNeeded,
      factorFreshSeconds: obligations.factorFreshSeconds,
      idleSeconds: obligations.idleSeconds,
      recordInput: obligations.recordInput,
      ...(obligations.files && { files: obligations.files }),
    },
    approvals: {
      needed: obligations.reviewersNeeded.reduce((sum, rule) => sum + rule.count, 0),
      given: reviews.filter((review) => review.verdict === 'approve' && review.counts).length,
    },
    reviews: reviews.map(reviewOf),
    grants,
    contentHash: row.content_hash.toString('hex'),
    may: {
      review:
        isOpen &&
        reviewsHere &&
        row.requester_id !== viewer.personId &&
        !reviews.some((review) => review.reviewer_id === viewer.personId),
      withdraw: row.state === 'pending' && row.requester_id === viewer.personId,
    },
    blockers,
  };
}

function targetOf(resolved: RequestedTarget, seesWay: boolean): AccessRequestView['targets'][number] {
  return {
    id: resolved.id,
    handle: resolved.handle,
    protocol: resolved.protocol,
    assetTag: resolved.assetTag,
    assetName: resolved.assetName,
    location: resolved.location,
    zoneName: resolved.zoneName,
    criticality: resolved.criticality,
    identity: isUnproven(resolved) ? 'unproven' : identityOf(resolved.protocol, resolved.hostKeyFingerprint),
    fingerprint: shownFingerprint(resolved.hostKeyFingerprint),
    weakAlgorithms: weakAlgorithmsOf(resolved.settings),
    // Who asks learns nothing of the plant's network.
    via: seesWay
      ? (resolved.jumpHosts ?? []).map(({ name, hostKeyFingerprint }) => ({
          name,
          fingerprint: hostKeyFingerprint,
        }))
      : [],
  };
}

function reviewOf(row: ReviewRow): ReviewView {
  return {
    id: row.id,
    reviewer: { id: row.reviewer_id, displayName: row.display_name },
    verdict: row.verdict,
    reason: row.reason,
    window: { opensAt: row.opens_at.toISOString(), closesAt: row.closes_at.toISOString() },
    rights: row.rights,
    reviewedAt: row.reviewed_at.toISOString(),
  };
}

interface Row extends Omit<BlockerFacts, 'isOver' | 'targets'> {
  id: RequestId;
  state: AccessRequestView['state'];
  purpose: string;
  planned_change: boolean;
  work_order: string | null;
  vendor_location: string | null;
  rights: ChannelRight[];
  opens_at: Date;
  closes_at: Date;
  answer_by: Date;
  decision: {
    requester: { displayName: string; organisation: string | null };
    obligations: AccessRequestView['obligations'];
  };
  content_hash: Buffer;
  submitted_at: Date;
  decided_at: Date | null;
  decided_reason: string | null;
  requester_id: PersonId;
  requester_time_zone: string;
  site_id: SiteId;
  site_time_zone: string;
  control_room_phone: string | null;
  visit_count: number;
  last_visit_at: Date | null;
}

interface TargetRow {
  request_id: RequestId;
  resolved: RequestedTarget;
  is_suspended: boolean;
  is_changed: boolean;
}

interface ReviewRow {
  request_id: RequestId;
  id: string;
  reviewer_id: string;
  display_name: string;
  verdict: 'approve' | 'deny';
  reason: string | null;
  opens_at: Date;
  closes_at: Date;
  rights: ChannelRight[];
  reviewed_at: Date;
  /** The reviewer is still an approver of the site. */
  counts: boolean;
}
