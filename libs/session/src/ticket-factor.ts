import type { GrantForConnect } from '@gatehouse/grant';
import type { PolicyStore } from '@gatehouse/policy';
import { judgeAccess } from './judge-connection.js';

/**
 * How old the second factor behind a connect ticket may be, in seconds: what the connection will be held to, so that
 * nobody gets a ticket that is refused for its factor. Access that is refused for anything else hears so on connecting.
 */
export async function ticketFactorFreshSeconds(
  { policies }: { readonly policies: PolicyStore },
  found: GrantForConnect,
  now: Date,
): Promise<number> {
  const [right] = found.grant.rights;
  const approved = found.grant.approved.obligations.factorFreshSeconds;
  if (right === undefined) return approved;
  const judgement = judgeAccess({ found, policies: await policies.inForce(found.site.id), right, now });
  return judgement.allowed ? judgement.factorFreshSeconds : approved;
}
