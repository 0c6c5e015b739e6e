import type { ResolvedTarget } from '@gatehouse/grant';
import type {
  AccessWindow,
  ChannelRight,
  Criticality,
  PersonId,
  PolicyId,
  RequestId,
  ReviewId,
  SiteId,
  ZoneId,
} from '@gatehouse/kernel';
import type { Obligations } from '@gatehouse/policy';

export type RequestState = 'pending' | 'approved' | 'denied' | 'withdrawn' | 'expired';

/** A target as the approver reads it: where it is in the plant, and exactly what would be dialled. */
export interface RequestedTarget extends ResolvedTarget {
  readonly handle: string;
  readonly assetTag: string;
  readonly assetName: string;
  readonly location: string;
  readonly zoneId: ZoneId;
  readonly zoneName: string;
  readonly criticality: Criticality;
}

/** What a vendor user asks for. Nothing of it ever changes; another wish is another request. */
export interface RequestText {
  readonly id: RequestId;
  readonly requester: {
    readonly id: PersonId;
    readonly displayName: string;
    readonly organisation: string | null;
  };
  readonly siteId: SiteId;
  readonly purpose: string;
  readonly plannedChange: boolean;
  readonly workOrder: string | null;
  readonly vendorLocation: string | null;
  readonly rights: readonly ChannelRight[];
  readonly window: AccessWindow;
  readonly targets: readonly RequestedTarget[];
  readonly obligations: Obligations;
}

export interface AccessRequest {
  readonly text: RequestText;
  /** SHA-256 over the text, 32 bytes. A review sends it back, so that nobody decides about another text. */
  readonly contentHash: Buffer;
  readonly policies: readonly { readonly id: PolicyId; readonly name: string; readonly revision: number }[];
  readonly state: RequestState;
  readonly submittedAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedReason: string | null;
  readonly reviews: readonly Review[];
}

/** One approver's recorded decision. */
export interface Review {
  readonly id: ReviewId;
  readonly reviewer: { readonly id: PersonId; readonly displayName: string };
  readonly verdict: 'approve' | 'deny';
  readonly reason: string | null;
  /** What this approver gives; never more than was asked. */
  readonly window: AccessWindow;
  readonly rights: readonly ChannelRight[];
  readonly contentHash: Buffer;
  readonly factorAt: Date;
  readonly reviewedAt: Date;
}
