import type { Clock } from '@gatehouse/kernel';
import {
  PostgresConnectionStore,
  PostgresConnectTicketStore,
  PostgresEventLog,
  PostgresGrantStore,
  PostgresPolicyStore,
  PostgresRecordingRowStore,
  PostgresRevocationStore,
  PostgresSessionStore,
  PostgresSupervisionStore,
  PostgresUnitOfWork,
  PostgresViewerPasswordStore,
} from '@gatehouse/persistence';
import type { DataSource, EntityManager } from 'typeorm';

const storesOf = (manager: EntityManager) => ({
  grants: new PostgresGrantStore(manager),
  tickets: new PostgresConnectTicketStore(manager),
  viewerPasswords: new PostgresViewerPasswordStore(manager),
  policies: new PostgresPolicyStore(manager),
  sessions: new PostgresSessionStore(manager),
  supervision: new PostgresSupervisionStore(manager),
  connections: new PostgresConnectionStore(manager),
  recordings: new PostgresRecordingRowStore(manager),
  revocations: new PostgresRevocationStore(manager),
  events: new PostgresEventLog(manager),
  databaseNow: async (): Promise<Date> => {
    const [row] = await manager.query<[{ now: Date }]>('SELECT clock_timestamp() AS now');
    return row.now;
  },
});

/** What the operations of sessions run with. */
export interface SessionOperations {
  readonly uow: PostgresUnitOfWork<ReturnType<typeof storesOf>>;
  readonly clock: Clock;
  /** For reading outside a transaction. */
  readonly manager: EntityManager;
}

export function sessionOperations(database: DataSource, clock: Clock): SessionOperations {
  return { uow: new PostgresUnitOfWork(database, storesOf), clock, manager: database.manager };
}
