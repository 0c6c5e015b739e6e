import { z } from 'zod';
import { RightKind } from './channel-right.js';
import { Criticality, IdText, Instant, PlainLine } from './common.js';

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'is a time such as 06:00');

/** What a policy holds file transfer to, beside the rights of a grant. */
export const FileRules = z.strictObject({
  /** Contents are kept in the recording, and not their digest alone. */
  keepContents: z.boolean(),
  mostFileMebibytes: z
    .number()
    .int()
    .min(1)
    .max(1024 * 1024)
    .nullable(),
  /** Files whose names end so pass in no direction. */
  refusedEndings: z
    .array(z.string().regex(/^\.[a-z0-9_-]{1,15}$/, 'is an ending such as .exe'))
    .max(50)
    .readonly(),
});
export type FileRules = z.infer<typeof FileRules>;

/** What a policy holds a request to. Hours are plant time of the site. */
export const PolicyConstraints = z.strictObject({
  longestWindowMinutes: z
    .number()
    .int()
    .min(5)
    .max(60 * 24 * 31),
  leadTimeMinutes: z
    .number()
    .int()
    .min(0)
    .max(60 * 24 * 30),
  /** How long before it opens a request may be made, in days. */
  furthestAheadDays: z.number().int().min(1).max(365),
  /** Empty: at any hour. 1 is Monday, 7 Sunday. The window must lie inside one stretch. */
  allowedHours: z
    .array(
      z.strictObject({
        days: z.array(z.number().int().min(1).max(7)).min(1),
        from: ClockTime,
        until: ClockTime,
      }),
    )
    .max(20),
  /** N of the people with this role at the site. Every rule must be met. */
  reviewersNeeded: z
    .array(z.strictObject({ role: z.literal('approver'), count: z.number().int().min(1).max(9) }))
    .min(1)
    .max(5),
  rightsAllowed: z.array(RightKind).min(1),
  workOrderRequired: z.boolean(),
  /** A request nobody answers expires after this, and at the latest when its window closes. */
  answerWithinMinutes: z
    .number()
    .int()
    .min(5)
    .max(60 * 24 * 14),
  /** How old a second factor may be at review and at connect; 0 asks for a code each time. */
  factorFreshSeconds: z.number().int().min(0).max(3600),
  idleSeconds: z
    .number()
    .int()
    .min(30)
    .max(60 * 60 * 4),
  /** Record what is typed, under a key of its own. Echo-off input is masked. */
  recordInput: z.boolean(),
  files: FileRules.optional(),
});
export type PolicyConstraints = z.infer<typeof PolicyConstraints>;

/** Applies to the whole site, to a zone, to a criticality, or to both; the most specific one counts. */
export const Policy = z.object({
  id: IdText,
  siteId: IdText,
  name: z.string(),
  zoneId: IdText.nullable(),
  criticality: Criticality.nullable(),
  revision: z.number().int(),
  constraints: PolicyConstraints,
  changedAt: Instant,
});
export type Policy = z.infer<typeof Policy>;
export const NewPolicyBody = z.strictObject({
  siteId: IdText,
  name: PlainLine(120),
  zoneId: IdText.nullable().optional(),
  criticality: Criticality.nullable().optional(),
  constraints: PolicyConstraints,
});
export type NewPolicyBody = z.infer<typeof NewPolicyBody>;
/** PUT /api/policies/{id}: `revision` is the one that was read; a newer one on the server is a conflict. */
export const ChangePolicyBody = z.strictObject({
  revision: z.number().int(),
  name: PlainLine(120),
  constraints: PolicyConstraints,
});
export type ChangePolicyBody = z.infer<typeof ChangePolicyBody>;
