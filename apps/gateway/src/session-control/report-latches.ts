import type { RevocationStore } from '@gatehouse/grant';
import type { Clock, EventLog, GrantId, SessionId, SiteId, UnitOfWork } from '@gatehouse/kernel';
import { markReported } from '../session-host/kill-latch.js';
import type { KillLatch } from '../session-host/kill-latch.js';

export interface LatchStores {
  readonly revocations: RevocationStore;
  readonly events: EventLog;
}

/**
 * Brings a local kill into the books once the database is back: a revocation that every node reads, and an audit
 * entry with the name the person gave. The latch itself goes on blocking until it is lifted.
 */
export async function reportLatches(
  deps: { uow: UnitOfWork<LatchStores>; clock: Clock; latchDirectory: string },
  latches: readonly KillLatch[],
): Promise<void> {
  for (const latch of latches) {
    if (latch.reported) continue;
    await deps.uow.run(async ({ revocations, events }) => {
      const at = deps.clock.now();
      const common = { reason: 'locked', text: null, madeBy: null, at } as const;
      const { scope } = latch;
      if ('all' in scope) await revocations.add({ scope: 'all', scopeId: null, ...common });
      else if ('site' in scope)
        await revocations.add({ scope: 'site', scopeId: scope.site as SiteId, ...common });
      else {
        await revocations.add({ scope: 'session', scopeId: scope.session as SessionId, ...common });
        for (const grant of latch.grants)
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
    });
    await markReported(deps.latchDirectory, latch);
  }
}
