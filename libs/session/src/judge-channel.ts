import type { GrantStore } from '@gatehouse/grant';
import type { Clock, GrantId, PersonId, UnitOfWork } from '@gatehouse/kernel';
import type { PolicyStore } from '@gatehouse/policy';
import { wishText } from './channel-wish.js';
import type { ChannelWish } from './channel-wish.js';
import { connectRefusal } from './connect-refusal.js';
import type { ConnectRefusal, ConnectRefusalCode } from './connect-refusal.js';
import { judgeAccess } from './judge-connection.js';

export interface JudgeChannelDeps {
  readonly uow: UnitOfWork<{ readonly grants: GrantStore; readonly policies: PolicyStore }>;
  readonly clock: Clock;
  /** As for `authorizeConnection`. */
  readonly standing: (about: { siteId: string; grantId: string }) => ConnectRefusalCode | null;
}

/**
 * May a running session open one more channel? Invariant: the grant is checked at every door, and re-read each time:
 * a connection that was let in is no ticket for what is opened in it later. The code was asked for the connection.
 */
export async function judgeChannel(
  deps: JudgeChannelDeps,
  session: { readonly grantId: GrantId; readonly personId: PersonId },
  wish: ChannelWish,
): Promise<ConnectRefusal | null> {
  return deps.uow.run(async ({ grants, policies }) => {
    const now = deps.clock.now();
    const found = await grants.findForConnect(session.grantId);
    if (!found || found.person.id !== session.personId)
      return connectRefusal('GH-NO-ACCESS', { machine: '' });
    const standing = deps.standing({ siteId: found.site.id, grantId: found.grant.id });
    const judgement = standing
      ? ({ allowed: false, code: standing } as const)
      : judgeAccess({ found, policies: await policies.inForce(found.site.id), right: wish, now });
    if (judgement.allowed) return null;
    return connectRefusal(judgement.code, {
      machine: found.target.handle,
      right: wishText(wish),
      opensAt: found.grant.window.opensAt,
      closesAt: found.grant.window.closesAt,
      timeZone: found.site.timeZone,
      controlRoomPhone: found.site.controlRoomPhone,
    });
  });
}
