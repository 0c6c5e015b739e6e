import { isFactorFresh, windowContains } from '@gatehouse/kernel';
import { permitStillHolds } from '@gatehouse/grant';
import type { GrantForConnect } from '@gatehouse/grant';
import { decide, strictestFileRules } from '@gatehouse/policy';
import type { FileRules, Policy } from '@gatehouse/policy';
import { allowsChannel } from './channel-wish.js';
import type { ChannelWish } from './channel-wish.js';
import type { ConnectRefusalCode } from './connect-refusal.js';

export interface ConnectFacts {
  readonly found: GrantForConnect;
  readonly policies: readonly Policy[];
  readonly right: ChannelWish;
  readonly now: Date;
  /** When the second factor was given, and at which instant its age counts: a ticket's when it was made. */
  readonly factor: { readonly at: Date | null; readonly judgedAt: Date };
}

export type ConnectJudgement =
  | {
      readonly allowed: true;
      readonly idleSeconds: number;
      readonly recordInput: boolean;
      readonly files: FileRules;
    }
  | { readonly allowed: false; readonly code: ConnectRefusalCode };

type AccessJudgement =
  | {
      readonly allowed: true;
      readonly factorFreshSeconds: number;
      readonly idleSeconds: number;
      readonly recordInput: boolean;
      readonly files: FileRules;
    }
  | { readonly allowed: false; readonly code: ConnectRefusalCode };

/**
 * May this grant connect now? Judged from the rows as they are and the clock, never from the job-driven state alone,
 * and the policy is asked again. Obligations are the stricter of what was approved and what the policy asks now.
 */
export function judgeConnection(facts: ConnectFacts): ConnectJudgement {
  const judgement = judgeAccess(facts);
  if (!judgement.allowed) return judgement;
  const { factorFreshSeconds, ...obligations } = judgement;
  if (!isFactorFresh(facts.factor.at, factorFreshSeconds, facts.factor.judgedAt))
    return { allowed: false, code: 'GH-FACTOR' };
  return obligations;
}

/** Everything but the factor, which belongs to the connection: the same for each channel that is opened in it. */
export function judgeAccess(facts: Omit<ConnectFacts, 'factor'>): AccessJudgement {
  const { found, now } = facts;
  const code = grantRefusal(facts) ?? (isBlocked(found, now) ? 'GH-LOCKED' : contentRefusal(facts));
  if (code) return { allowed: false, code };
  const decision = decide({
    stage: 'connect',
    now,
    site: found.site,
    targets: [
      {
        handle: found.target.handle,
        protocol: found.target.protocol,
        zoneId: found.target.asset.zoneId,
        criticality: found.target.asset.criticality,
      },
    ],
    rights: found.grant.rights,
    window: found.grant.window,
    workOrder: found.request.workOrder,
    policies: facts.policies,
  });
  if (decision.outcome !== 'allow') return { allowed: false, code: 'GH-POLICY' };
  const approved = found.grant.approved.obligations;
  return {
    allowed: true,
    factorFreshSeconds: Math.min(approved.factorFreshSeconds, decision.obligations.factorFreshSeconds),
    idleSeconds: Math.min(approved.idleSeconds, decision.obligations.idleSeconds),
    recordInput: approved.recordInput || decision.obligations.recordInput,
    files: strictestFileRules([approved.files, decision.obligations.files]),
  };
}

function grantRefusal({
  found: { grant },
  now,
}: Pick<ConnectFacts, 'found' | 'now'>): ConnectRefusalCode | null {
  if (grant.state === 'closed') return grant.closeReason === 'revoked' ? 'GH-REVOKED' : 'GH-EXPIRED';
  if (now.getTime() < grant.window.opensAt.getTime()) return 'GH-NOT-YET';
  return windowContains(grant.window, now) ? null : 'GH-EXPIRED';
}

function isBlocked({ person, site, target }: GrantForConnect, now: Date): boolean {
  const vendor = person.vendorOrganisation;
  return (
    person.state !== 'active' ||
    !person.isVendorUser ||
    !person.isEntitled ||
    site.suspendedAt !== null ||
    target.suspendedAt !== null ||
    vendor?.suspendedAt != null ||
    (vendor?.contractEndsAt != null && vendor.contractEndsAt.getTime() <= now.getTime())
  );
}

function contentRefusal({ found, right }: Pick<ConnectFacts, 'found' | 'right'>): ConnectRefusalCode | null {
  if (found.target.removedAt !== null) return 'GH-CHANGED';
  // Before the hash: a target without a confirmed key has a different hash than one with, and this says more.
  const { pinnedHostKey, jumpHosts, protocol } = found.target;
  if (pinnedHostKey === null || jumpHosts.some((jumpHost) => !jumpHost.pinnedHostKey?.length))
    return 'GH-IDENTITY';
  // Nothing to be proven is what a plant may accept of VNC; SSH always has a key to prove, and RDP a certificate.
  if (protocol !== 'vnc' && pinnedHostKey.length === 0) return 'GH-IDENTITY';
  if (!permitStillHolds(found)) return 'GH-CHANGED';
  return allowsChannel(found.grant.rights, right) ? null : 'GH-NOT-INCLUDED';
}
