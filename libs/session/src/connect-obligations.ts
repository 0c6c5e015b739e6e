import type { GrantForConnect } from '@gatehouse/grant';
import { decide } from '@gatehouse/policy';
import type { Policy, PolicyStore } from '@gatehouse/policy';

export interface ConnectObligations {
  readonly factorFreshSeconds: number;
  readonly idleSeconds: number;
  readonly recordInput: boolean;
}

/**
 * What a connection under this grant is held to now: of each the stricter of what was approved and what the policies
 * in force ask. Null when they do not allow it any more.
 */
export function connectObligations(
  found: GrantForConnect,
  policies: readonly Policy[],
  now: Date,
): ConnectObligations | null {
  const decision = decide({
    stage: 'connect',
    now,
    site: found.site,
    targets: [
      {
        handle: found.target.handle,
        zoneId: found.target.asset.zoneId,
        criticality: found.target.asset.criticality,
      },
    ],
    rights: found.grant.rights,
    window: found.grant.window,
    workOrder: found.request.workOrder,
    policies,
  });
  if (decision.outcome !== 'allow') return null;
  const approved = found.grant.approved.obligations;
  return {
    factorFreshSeconds: Math.min(approved.factorFreshSeconds, decision.obligations.factorFreshSeconds),
    idleSeconds: Math.min(approved.idleSeconds, decision.obligations.idleSeconds),
    recordInput: approved.recordInput || decision.obligations.recordInput,
  };
}

/**
 * How old the second factor behind a connect ticket may be, in seconds: what the connection will be held to, so that
 * nobody gets a ticket that is refused for its factor. What the policies do not allow is refused when connecting.
 */
export async function ticketFactorFreshSeconds(
  { policies }: { readonly policies: PolicyStore },
  found: GrantForConnect,
  now: Date,
): Promise<number> {
  const obligations = connectObligations(found, await policies.inForce(found.site.id), now);
  return (obligations ?? found.grant.approved.obligations).factorFreshSeconds;
}
