import type {
  AssetId,
  Criticality,
  GrantId,
  PersonId,
  SiteId,
  VendorOrganisationId,
  ZoneId,
} from '@gatehouse/kernel';
import type { AccessGrant, GrantCloseReason } from './access-grant.js';
import type { ResolvedJumpHost, ResolvedTarget } from './permit-hash.js';

/** Grants in the database. Every write is one conditional statement; null means that it did not apply. */
export interface GrantStore {
  add(grant: AccessGrant): Promise<void>;
  find(id: GrantId): Promise<AccessGrant | null>;
  /** Closes a grant that is not closed yet. Null when it was, or does not exist. */
  close(id: GrantId, reason: GrantCloseReason, at: Date): Promise<AccessGrant | null>;
  /** Opens every scheduled grant whose window holds `now`, and says which. */
  openDue(now: Date): Promise<AccessGrant[]>;
  /** Closes, as ended, every grant whose window is over at `now`, and says which. */
  closeEnded(now: Date): Promise<AccessGrant[]>;
  /**
   * The grant with everything a door asks about, as it is now, read in one statement. Says nothing about
   * whether it may connect: that is judged from what comes back.
   */
  findForConnect(id: GrantId): Promise<GrantForConnect | null>;
  /** Grants of the person that are not closed and whose window holds `now`, soonest end first. */
  findOpenGrants(personId: PersonId, now: Date): Promise<GrantForConnect[]>;
  /**
   * The person's grant for the target with this handle: an open one if there is one, else the next to open,
   * else the one that ended last. Null when the person never had one, whether or not the handle exists.
   */
  findByHandle(personId: PersonId, handle: string, now: Date): Promise<GrantForConnect | null>;
}

export interface GrantForConnect {
  readonly grant: AccessGrant;
  readonly target: CurrentTarget;
  readonly person: {
    readonly id: PersonId;
    readonly login: string;
    readonly displayName: string;
    readonly state: 'invited' | 'awaiting-confirmation' | 'active' | 'suspended';
    readonly vendorOrganisation: {
      readonly id: VendorOrganisationId;
      readonly name: string;
      readonly suspendedAt: Date | null;
      readonly contractEndsAt: Date | null;
    } | null;
    /** Still holds the role vendor-user at the site of the grant. */
    readonly isVendorUser: boolean;
    /** The organisation may still ask for this asset. */
    readonly isEntitled: boolean;
  };
  readonly site: {
    readonly id: SiteId;
    readonly name: string;
    readonly timeZone: string;
    readonly controlRoomPhone: string | null;
    readonly suspendedAt: Date | null;
  };
  readonly request: {
    /** Hex of the content hash of the request's row. */
    readonly contentHash: string;
    readonly purpose: string;
    readonly plannedChange: boolean;
    readonly workOrder: string | null;
  };
  /** A session of this grant that has not terminated. */
  readonly hasLiveSession: boolean;
}

/** The target's row as it is now. */
export interface CurrentTarget extends ResolvedTarget {
  readonly handle: string;
  /** Wire form of the pinned host key (RFC 4253 section 6.6); null while none is pinned. */
  readonly pinnedHostKey: Buffer | null;
  readonly pinnedHostKeyType: string | null;
  /** Protocol settings, parsed by the protocol's plugin. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The nearest first; empty when it is dialled directly. */
  readonly jumpHosts: readonly CurrentJumpHost[];
  readonly suspendedAt: Date | null;
  readonly removedAt: Date | null;
  readonly asset: {
    readonly id: AssetId;
    readonly tag: string;
    readonly name: string;
    readonly location: string;
    readonly zoneId: ZoneId;
    readonly criticality: Criticality;
  };
}

export interface CurrentJumpHost extends ResolvedJumpHost {
  /** Wire form; null while none is pinned. */
  readonly pinnedHostKey: Buffer | null;
}
