import type { Clock } from '@gatehouse/kernel';
import {
  PostgresAccessRequestStore,
  PostgresConnectTicketStore,
  PostgresEventLog,
  PostgresGrantStore,
  PostgresPolicyStore,
  PostgresRequestFacts,
  PostgresRevocationStore,
  PostgresUnitOfWork,
  PostgresViewerPasswordStore,
} from '@gatehouse/persistence';
import type { DataSource, EntityManager } from 'typeorm';

const storesOf = (manager: EntityManager) => ({
  requests: new PostgresAccessRequestStore(manager),
  facts: new PostgresRequestFacts(manager),
  grants: new PostgresGrantStore(manager),
  policies: new PostgresPolicyStore(manager),
  tickets: new PostgresConnectTicketStore(manager),
  viewerPasswords: new PostgresViewerPasswordStore(manager),
  revocations: new PostgresRevocationStore(manager),
  events: new PostgresEventLog(manager),
});

/** What the operations from request to connect ticket run with. */
export interface PathOperations {
  readonly uow: PostgresUnitOfWork<ReturnType<typeof storesOf>>;
  readonly clock: Clock;
  /** For reading outside a transaction. */
  readonly manager: EntityManager;
}

export function pathOperations(database: DataSource, clock: Clock): PathOperations {
  return { uow: new PostgresUnitOfWork(database, storesOf), clock, manager: database.manager };
}
