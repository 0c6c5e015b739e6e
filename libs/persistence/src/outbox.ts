import type { EntityManager } from 'typeorm';

/** An event on its way out, as it was put down with the change it tells of. */
export interface OutboxEntry {
  readonly id: string;
  readonly kind: string;
  readonly payload: {
    readonly kind: string;
    readonly at: string;
    readonly siteId: string | null;
    readonly actor: { readonly kind: string; readonly id?: string; readonly name?: string };
    readonly subjects: Readonly<Record<string, string>>;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/**
 * The oldest entries nobody has dispatched, locked until the transaction ends. Another gateway that looks at
 * the same moment passes over them.
 */
export function takeFromOutbox(manager: EntityManager, most: number): Promise<OutboxEntry[]> {
  return manager.query<OutboxEntry[]>(
    `SELECT id, kind, payload FROM outbox_entry WHERE dispatched_at IS NULL ORDER BY id
     LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [most],
  );
}

export async function markDispatched(
  manager: EntityManager,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  await manager.query('UPDATE outbox_entry SET dispatched_at = $2 WHERE id = ANY($1::bigint[])', [ids, at]);
}

/** Entries above a number, for a reader that only listens. */
export function outboxAfter(manager: EntityManager, id: string): Promise<OutboxEntry[]> {
  return manager.query<OutboxEntry[]>(
    'SELECT id, kind, payload FROM outbox_entry WHERE id > $1 ORDER BY id LIMIT 500',
    [id],
  );
}

export async function lastOutboxId(manager: EntityManager): Promise<string> {
  const [row] = await manager.query<{ id: string }[]>('SELECT coalesce(max(id), 0) AS id FROM outbox_entry');
  return row?.id ?? '0';
}
