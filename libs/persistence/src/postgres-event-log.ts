import type { DomainEvent, EventLog } from '@gatehouse/kernel';
import { canonicalEntry, leafHash } from '@gatehouse/audit';
import type { EntityManager } from 'typeorm';

/** Writes the audit entry and the outbox row of an event in the transaction of `manager`. */
export class PostgresEventLog implements EventLog {
  constructor(private readonly manager: EntityManager) {}

  async append(event: DomainEvent): Promise<void> {
    const canonical = canonicalEntry(event);
    await this.manager.query(
      `WITH entry AS (
         INSERT INTO audit_entry (kind, occurred_at, site_id, actor_id, subjects, canonical, leaf_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7))
       INSERT INTO outbox_entry (kind, occurred_at, payload) VALUES ($1, $2, $8)`,
      [
        event.kind,
        event.at,
        event.siteId,
        event.actor.id ?? null,
        JSON.stringify(event.subjects),
        canonical,
        leafHash(canonical),
        canonical.toString('utf8'),
      ],
    );
  }
}
