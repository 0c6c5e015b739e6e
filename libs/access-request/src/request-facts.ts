import type { PersonId, SiteId, TargetId } from '@gatehouse/kernel';
import type { Policy } from '@gatehouse/policy';
import type { RequestedTarget } from './access-request.js';

/** What this lib needs to know about people, sites, targets and policies: a read model of its own. */
export interface RequestFacts {
  requester(id: PersonId): Promise<RequesterFacts | null>;
  /**
   * The targets as they are now, without those that do not exist, were removed, or that this person may not
   * ask for. All of these are left out alike.
   */
  targetsFor(requesterId: PersonId, ids: readonly TargetId[]): Promise<TargetFacts[]>;
  site(id: SiteId): Promise<SiteFacts | null>;
  policies(siteId: SiteId): Promise<Policy[]>;
  /** Display names of the active approvers of the site, without `except`. */
  approverNames(siteId: SiteId, except: PersonId): Promise<string[]>;
}

export interface RequesterFacts {
  readonly id: PersonId;
  readonly displayName: string;
  readonly organisation: string | null;
  readonly isActive: boolean;
  readonly organisationSuspended: boolean;
  readonly contractEndsAt: Date | null;
}

export interface TargetFacts extends RequestedTarget {
  readonly siteId: SiteId;
  readonly isSuspended: boolean;
}

export interface SiteFacts {
  readonly id: SiteId;
  readonly name: string;
  readonly timeZone: string;
  readonly isSuspended: boolean;
}
