import type { UnitOfWork } from '@gatehouse/kernel';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * A unit of work on PostgreSQL, READ COMMITTED. What must hold between two at once is held by constraints,
 * row locks and conditional writes inside the stores, never by a look before a write.
 */
export class PostgresUnitOfWork<Stores> implements UnitOfWork<Stores> {
  constructor(
    private readonly database: DataSource,
    private readonly storesOf: (manager: EntityManager) => Stores,
  ) {}

  run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.database.transaction((manager) => work(this.storesOf(manager)));
  }
}
