import type { RequestId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';

export interface WaitingRequestView {
  readonly requestId: RequestId;
  readonly requester: string;
  readonly organisation: string | null;
  readonly siteName: string;
  readonly timeZone: string;
  readonly machines: { tag: string; name: string }[];
  readonly purpose: string;
  readonly plannedChange: boolean;
  readonly workOrder: string | null;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly answerBy: Date;
  /** Active approvers of the site who have an address, without the requester. */
  readonly approvers: { displayName: string; email: string }[];
}

/** A request somebody should be told of; null when it waits no more. */
export async function findWaitingRequest(
  manager: EntityManager,
  id: string,
  now: Date,
): Promise<WaitingRequestView | null> {
  const [row] = await manager.query<(WaitingRequestView & { siteId: string; requesterId: string })[]>(
    `SELECT q.id AS "requestId", q.requester_id AS "requesterId", q.site_id AS "siteId",
       p.display_name AS requester, v.name AS organisation, s.name AS "siteName", s.time_zone AS "timeZone",
       (SELECT json_agg(json_build_object('tag', x.resolved->>'assetTag', 'name', x.resolved->>'assetName')
          ORDER BY x.target_id) FROM access_request_target x WHERE x.request_id = q.id) AS machines,
       q.purpose, q.planned_change AS "plannedChange", q.work_order AS "workOrder", q.opens_at AS "opensAt",
       q.closes_at AS "closesAt", q.answer_by AS "answerBy"
     FROM access_request q JOIN person p ON p.id = q.requester_id
     LEFT JOIN vendor_organisation v ON v.id = p.vendor_organisation_id JOIN site s ON s.id = q.site_id
     WHERE q.id = $1 AND q.state = 'pending' AND q.answer_by > $2`,
    [id, now],
  );
  if (row === undefined) return null;
  const approvers = await manager.query<{ displayName: string; email: string }[]>(
    `SELECT p.display_name AS "displayName", p.email FROM person p
     WHERE p.id <> $2 AND p.email IS NOT NULL AND p.state = 'active' AND p.vendor_organisation_id IS NULL
       AND EXISTS (SELECT 1 FROM role_assignment r WHERE r.person_id = p.id AND r.role = 'approver'
         AND (r.site_id IS NULL OR r.site_id = $1))
     ORDER BY p.id`,
    [row.siteId, row.requesterId],
  );
  const { siteId: _site, requesterId: _requester, ...request } = row;
  return { ...request, approvers };
}
