import { windowContains } from '@gatehouse/kernel';
import type {
  AccessWindow,
  ChannelRight,
  GrantId,
  PersonId,
  RequestId,
  SiteId,
  TargetId,
} from '@gatehouse/kernel';
import type { ResolvedTarget } from './permit-hash.js';

export type GrantState = 'scheduled' | 'open' | 'closed';
export type GrantCloseReason = 'ended' | 'revoked' | 'used-up';

/** What the policy asked of the session when the request was approved. */
export interface GrantObligations {
  /** How old a second factor may be at connect, in seconds; 0 asks for a code each time. */
  readonly factorFreshSeconds: number;
  /** A session without input for this long ends. */
  readonly idleSeconds: number;
  readonly recordInput: boolean;
  /** Absent in a grant of before there were rules for files. */
  readonly files?: GrantFileRules;
}

export interface GrantFileRules {
  readonly keepContents: boolean;
  readonly mostFileMebibytes: number | null;
  readonly refusedEndings: readonly string[];
}

/** Kept with the grant as it was approved, so that a later look needs no other table. */
export interface ApprovedAccess {
  /** Hex of the request's content hash. */
  readonly contentHash: string;
  readonly target: ResolvedTarget;
  readonly obligations: GrantObligations;
  readonly approvers: readonly { readonly id: PersonId; readonly displayName: string; readonly at: string }[];
}

/** The right an approved request opens: one person, one target, one window. Only its state ever changes. */
export interface AccessGrant {
  readonly id: GrantId;
  readonly requestId: RequestId;
  readonly targetId: TargetId;
  readonly personId: PersonId;
  readonly siteId: SiteId;
  readonly rights: readonly ChannelRight[];
  readonly window: AccessWindow;
  /** Driven by a job, so it may lag: doors ask `isGrantOpen`, never this alone. */
  readonly state: GrantState;
  readonly closeReason: GrantCloseReason | null;
  readonly closedAt: Date | null;
  readonly approved: ApprovedAccess;
  readonly permitHash: Buffer;
  readonly createdAt: Date;
}

/** True when the window holds `now` and nobody closed the grant. The job-driven `open` is not asked. */
export function isGrantOpen(grant: Pick<AccessGrant, 'state' | 'window'>, now: Date): boolean {
  return grant.state !== 'closed' && windowContains(grant.window, now);
}
