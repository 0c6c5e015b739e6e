import type { Clock, EventLog, SessionId, UnitOfWork } from '@gatehouse/kernel';
import { sessionEnded } from './session-events.js';
import type { ConnectionStore, SessionStore, SessionTermination } from './session-store.js';

export interface TerminateStores {
  readonly sessions: SessionStore;
  readonly connections: ConnectionStore;
  readonly events: EventLog;
}

/** The end of a session in the books, once, however many say so. False when it had been written before. */
export async function terminateSession(
  deps: { readonly uow: UnitOfWork<TerminateStores>; readonly clock: Clock },
  id: SessionId,
  end: SessionTermination,
): Promise<boolean> {
  return deps.uow.run(async ({ sessions, connections, events }) => {
    const at = deps.clock.now();
    const ended = await sessions.terminate(id, end, at);
    if (!ended) return false;
    await connections.close(id, at);
    const subjects = { session: id, grant: ended.grantId, person: ended.personId, target: ended.targetId };
    await events.append(
      sessionEnded(at, ended.siteId, subjects, {
        reason: end.reason,
        detail: end.detail,
        endedBy: ended.endedBy,
        disconnectVerified: end.disconnectVerified,
        ...(ended.departure !== null && { departure: ended.departure }),
        bytesToTarget: end.bytes?.toTarget ?? null,
        bytesToClient: end.bytes?.toClient ?? null,
      }),
    );
    return true;
  });
}
