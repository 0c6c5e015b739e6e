import {
  identityStoresOf,
  PostgresAssetStore,
  PostgresCredentialRows,
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
import type { UnitOfWork } from '@gatehouse/kernel';
import type { DataSource, EntityManager } from 'typeorm';

/** One unit of work with every store the demo plant is built through. */
export function demoUnitOfWork(database: DataSource) {
  return new PostgresUnitOfWork(database, demoStoresOf);
}

export type DemoUnitOfWork = UnitOfWork<ReturnType<typeof demoStoresOf>>;

/** Runs many operations in one transaction, so that the plant is there whole or not at all. */
export function inOneTransaction(
  database: DataSource,
  work: (uow: DemoUnitOfWork) => Promise<void>,
): Promise<void> {
  return database.transaction((manager) => work({ run: (inner) => inner(demoStoresOf(manager)) }));
}

function demoStoresOf(manager: EntityManager) {
  return {
    ...identityStoresOf(manager),
    revocations: new PostgresRevocationStore(manager),
    sites: new PostgresSiteStore(manager),
    zones: new PostgresZoneStore(manager),
    assets: new PostgresAssetStore(manager),
    targets: new PostgresTargetStore(manager),
    jumpHosts: new PostgresJumpHostStore(manager),
    hostKeys: new PostgresHostKeyStore(manager),
    organisations: new PostgresVendorOrganisationStore(manager),
    credentials: new PostgresCredentialRows(manager),
    policies: new PostgresPolicyStore(manager),
  };
}
