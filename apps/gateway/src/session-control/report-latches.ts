import type { RevocationStore } from '@gatehouse/grant';
import type { Clock, EventLog, GrantId, SessionId, SiteId, UnitOfWork } from '@gatehouse/kernel';
import { keepGrants, markReported } from '../session-host/kill-latch.js';
import type { KillLatch } from '../session-host/kill-latch.js';
import type { SessionStore } from '@gatehouse/session';

export interface LatchStores {
  readonly revocations: RevocationStore;
  readonly sessions: Pick<SessionStore, 'find'>;
  readonly events: EventLog;
}

/**
 * Brings a local kill into the books once the database is back: a revocation that every node reads, and an audit
 * entry with the name the person gave. The latch itself goes on blocking until it is lifted. A session's latch that
 * came without a grant, because its host was stuck and could not name it, gets the one of the session.
 * @returns how many were written down by this call.
 */
export async function reportLatches(
  deps: { uow: UnitOfWork<LatchStores>; clock: Clock; latchDirectory: string },
  latches: readonly KillLatch[],
): Promise<number> {
  let reported = 0;
  for (const latch of latches) {
    if (latch.reported) continue;
    const grants = await deps.uow.run(async ({ revocations, sessions, events }) => {
      const at = deps.clock.now();
      const common = { reason: 'locked', text: null, madeBy: null, at } as const;
      const { scope } = latch;
      const ended = 'session' in scope ? await grantsOf(latch, scope.session, sessions) : latch.grants;
      if ('all' in scope) await revocations.add({ scope: 'all', scopeId: null, ...common });
      else if ('site' in scope)
        await revocations.add({ scope: 'site', scopeId: scope.site as SiteId, ...common });
      else {
        await revocations.add({ scope: 'session', scopeId: scope.session as SessionId, ...common });
        for (const grant of ended)
          await revocations.add({ scope: 'grant', scopeId: grant as GrantId, ...common });
      }
      await events.append({
        kind: 'session.killed-locally',
        at,
        actor: { kind: 'system', name: latch.by || 'somebody at the plant' },
        siteId: 'site' in scope ? scope.site : null,
        subjects: 'session' in scope ? { session: scope.session } : {},
        data: { scope, latchedAt: latch.at, latch: latch.name },
      });
      return ended;
    });
    const whole = { ...latch, grants };
    if (grants.length > 0) await keepGrants(deps.latchDirectory, whole);
    await markReported(deps.latchDirectory, whole);
    reported += 1;
  }
  return reported;
}

async function grantsOf(
  latch: KillLatch,
  session: string,
  sessions: LatchStores['sessions'],
): Promise<readonly string[]> {
  if (latch.grants.length > 0) return latch.grants;
  const found = await sessions.find(session as SessionId);
  return found ? [found.grantId] : [];
}
