import { z } from 'zod';
import { ChannelRight } from './channel-right.js';
import {
  AccessWindow,
  Criticality,
  IdText,
  Instant,
  PlainLine,
  PlainText,
  Protocol,
  TargetIdentity,
  WeakAlgorithms,
} from './common.js';
import { FileRules } from './policies.js';
import { Grant } from './grants.js';

/** POST /api/access-requests and POST /api/access-requests/dry-run */
export const SubmitRequestBody = z.strictObject({
  targetIds: z.array(IdText).min(1, 'choose a machine').max(20),
  purpose: PlainText(2000),
  plannedChange: z.boolean(),
  workOrder: PlainLine(64).optional(),
  vendorLocation: PlainLine(120).optional(),
  rights: z.array(ChannelRight).min(1, 'choose at least one right').max(15),
  window: AccessWindow,
});
export type SubmitRequestBody = z.infer<typeof SubmitRequestBody>;

/** What policy says of a request: allow with what it takes, deny with every reason, or broken with the cause. */
export const Decision = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('allow'),
    obligations: z.object({
      reviewersNeeded: z.array(z.object({ role: z.string(), count: z.number().int() })),
      factorFreshSeconds: z.number().int(),
      idleSeconds: z.number().int(),
      recordInput: z.boolean(),
      files: FileRules.optional(),
      answerBy: Instant,
    }),
    policies: z.array(z.object({ id: IdText, name: z.string(), revision: z.number().int() })),
  }),
  z.object({
    outcome: z.literal('deny'),
    reasons: z.array(z.object({ code: z.string(), field: z.string().optional(), message: z.string() })),
  }),
  z.object({ outcome: z.literal('broken'), cause: z.string() }),
]);
export type Decision = z.infer<typeof Decision>;

/** Answer of a dry run: the decision, the sentence the approver will read, and who may review. */
export const DryRunAnswer = z.object({
  decision: Decision,
  /** People who could review now, without the requester. Names only. */
  reviewers: z.array(z.string()),
});
export type DryRunAnswer = z.infer<typeof DryRunAnswer>;

export const RequestState = z.enum(['pending', 'approved', 'denied', 'withdrawn', 'expired']);
export type RequestState = z.infer<typeof RequestState>;

export const Review = z.object({
  id: IdText,
  reviewer: z.object({ id: IdText, displayName: z.string() }),
  verdict: z.enum(['approve', 'deny']),
  reason: z.string().nullable(),
  window: AccessWindow,
  rights: z.array(ChannelRight),
  reviewedAt: Instant,
});
export type Review = z.infer<typeof Review>;

export const RequestTarget = z.object({
  id: IdText,
  handle: z.string(),
  protocol: Protocol,
  assetTag: z.string(),
  assetName: z.string(),
  location: z.string(),
  zoneName: z.string(),
  criticality: Criticality,
  identity: TargetIdentity,
  fingerprint: z.string().nullable(),
  weakAlgorithms: WeakAlgorithms.nullable(),
  /** Jump hosts on the way, the nearest first. Told to people of the plant only; empty for others. */
  via: z.array(z.object({ name: z.string(), fingerprint: z.string().nullable() })),
});
export type RequestTarget = z.infer<typeof RequestTarget>;

export const AccessRequest = z.object({
  id: IdText,
  state: RequestState,
  requester: z.object({
    id: IdText,
    displayName: z.string(),
    organisation: z.string().nullable(),
    timeZone: z.string(),
    /** Sessions of this person that took place at this site before; null where nobody may know. */
    earlierVisits: z.object({ count: z.number().int(), lastAt: Instant.nullable() }),
  }),
  site: z.object({
    id: IdText,
    name: z.string(),
    timeZone: z.string(),
    controlRoomPhone: z.string().nullable(),
  }),
  targets: z.array(RequestTarget),
  purpose: z.string(),
  plannedChange: z.boolean(),
  workOrder: z.string().nullable(),
  vendorLocation: z.string().nullable(),
  rights: z.array(ChannelRight),
  window: AccessWindow,
  answerBy: Instant,
  submittedAt: Instant,
  decidedAt: Instant.nullable(),
  decidedReason: z.string().nullable(),
  obligations: z.object({
    reviewersNeeded: z.array(z.object({ role: z.string(), count: z.number().int() })),
    factorFreshSeconds: z.number().int(),
    idleSeconds: z.number().int(),
    recordInput: z.boolean(),
    files: FileRules.optional(),
  }),
  /** Approvals that still count towards each rule; `needed` is the sum over the rules. */
  approvals: z.object({ needed: z.number().int(), given: z.number().int() }),
  reviews: z.array(Review),
  /** Grants opened by this request, when there are any. */
  grants: z.array(Grant),
  /** Hex of the SHA-256 over the text shown; a review sends it back. */
  contentHash: z.string(),
  may: z.object({ review: z.boolean(), withdraw: z.boolean() }),
  /** What stands in the way of a decision or of connecting, worst first; empty when nothing does. */
  blockers: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type AccessRequest = z.infer<typeof AccessRequest>;

/** POST /api/access-requests/{id}/reviews */
export const ReviewBody = z.discriminatedUnion('verdict', [
  z.strictObject({
    verdict: z.literal('approve'),
    contentHash: z.string().regex(/^[0-9a-f]{64}$/),
    /** Less than was asked: a window inside the asked one, and fewer rights. */
    window: AccessWindow.optional(),
    rights: z.array(ChannelRight).min(1).optional(),
    reason: PlainText(2000).optional(),
  }),
  z.strictObject({
    verdict: z.literal('deny'),
    contentHash: z.string().regex(/^[0-9a-f]{64}$/),
    reason: PlainText(2000),
  }),
]);
export type ReviewBody = z.infer<typeof ReviewBody>;
