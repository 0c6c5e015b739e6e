/**
 * Runs `work` in one database transaction with stores bound to it. Guarantees: all or nothing, at least
 * READ COMMITTED, and `work` is not run again by itself. A thrown error rolls everything back.
 */
export interface UnitOfWork<Stores> {
  run<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
}
