import type { CredentialDeps } from '@gatehouse/credential';
import type { Clock, SecretBox } from '@gatehouse/kernel';
import {
  PostgresAssetStore,
  PostgresCredentialRows,
  PostgresEventLog,
  PostgresHostKeyStore,
  PostgresJumpHostStore,
  PostgresPolicyStore,
  PostgresRevocationStore,
  PostgresSiteStore,
  PostgresTargetStore,
  PostgresUnitOfWork,
  PostgresVendorOrganisationStore,
  PostgresZoneStore,
} from '@gatehouse/persistence';
import type { DataSource, EntityManager } from 'typeorm';

const storesOf = (manager: EntityManager) => ({
  sites: new PostgresSiteStore(manager),
  zones: new PostgresZoneStore(manager),
  assets: new PostgresAssetStore(manager),
  targets: new PostgresTargetStore(manager),
  jumpHosts: new PostgresJumpHostStore(manager),
  hostKeys: new PostgresHostKeyStore(manager),
  organisations: new PostgresVendorOrganisationStore(manager),
  credentials: new PostgresCredentialRows(manager),
  policies: new PostgresPolicyStore(manager),
  revocations: new PostgresRevocationStore(manager),
  events: new PostgresEventLog(manager),
});

export type DirectoryStores = ReturnType<typeof storesOf>;

/** What the operations on sites, targets, credentials and policies run with. */
export interface DirectoryOperations extends CredentialDeps {
  readonly uow: PostgresUnitOfWork<DirectoryStores>;
  readonly clock: Clock;
  readonly box: SecretBox;
  /** For reading outside a transaction. */
  readonly reads: DirectoryStores;
  readonly manager: EntityManager;
}

export function directoryOperations(database: DataSource, clock: Clock, box: SecretBox): DirectoryOperations {
  return {
    uow: new PostgresUnitOfWork(database, storesOf),
    clock,
    box,
    reads: storesOf(database.manager),
    manager: database.manager,
  };
}
