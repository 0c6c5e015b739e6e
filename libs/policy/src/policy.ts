import type { FileRules } from './file-rules.js';
import type { Criticality, PolicyId, RightKind, SiteId, ZoneId } from '@gatehouse/kernel';

/** Hours of the week in plant time. `until` at or before `from` means that the stretch runs over midnight. */
export interface AllowedHours {
  /** 1 is Monday, 7 is Sunday; the day on which the stretch begins. */
  readonly days: readonly number[];
  /** `HH:MM`. */
  readonly from: string;
  /** `HH:MM`, the first minute outside; `24:00` is midnight at the end of the day. */
  readonly until: string;
}

/** N people with this role at the site, each counted once. */
export interface ReviewRule {
  readonly role: 'approver';
  readonly count: number;
}

/** What a policy holds a request to. */
export interface PolicyConstraints {
  readonly longestWindowMinutes: number;
  readonly leadTimeMinutes: number;
  readonly furthestAheadDays: number;
  /** Empty: at any hour. */
  readonly allowedHours: readonly AllowedHours[];
  readonly reviewersNeeded: readonly ReviewRule[];
  readonly rightsAllowed: readonly RightKind[];
  readonly workOrderRequired: boolean;
  readonly answerWithinMinutes: number;
  /** 0 asks for a code each time. */
  readonly factorFreshSeconds: number;
  readonly idleSeconds: number;
  readonly recordInput: boolean;
  /** Left out: nothing is asked of files beside the rights. */
  readonly files?: FileRules | undefined;
}

/** Covers a whole site, a zone of it, a criticality, or a criticality within a zone. */
export interface Policy {
  readonly id: PolicyId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly zoneId: ZoneId | null;
  readonly criticality: Criticality | null;
  readonly revision: number;
  readonly constraints: PolicyConstraints;
  readonly changedAt: Date;
}
