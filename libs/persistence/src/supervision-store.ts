import type { NodeId, PersonId, SessionId } from '@gatehouse/kernel';
import type { SessionOrders, SupervisionStore } from '@gatehouse/session';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

/** Messages one session may have, at most: nobody reads more, and each stands on a screen in the way of the work. */
const mostMessages = 500;

export class PostgresSupervisionStore implements SupervisionStore {
  constructor(private readonly manager: EntityManager) {}

  async freeze(id: SessionId, by: PersonId, reason: string | null, at: Date): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      `UPDATE session SET frozen_at = $2, frozen_by = $3, frozen_reason = $4
       WHERE id = $1 AND frozen_at IS NULL AND state IN ('pending', 'active') RETURNING id`,
      [id, at, by, reason],
    );
    return rows.length === 1;
  }

  async unfreeze(id: SessionId): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      `UPDATE session SET frozen_at = NULL, frozen_by = NULL, frozen_reason = NULL
       WHERE id = $1 AND frozen_at IS NOT NULL RETURNING id`,
      [id],
    );
    return rows.length === 1;
  }

  async addMessage(id: SessionId, by: PersonId, text: string, at: Date): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      `INSERT INTO session_message (session_id, text, made_by, made_at)
       SELECT s.id, $2, $3, $4 FROM session s
       WHERE s.id = $1 AND s.state IN ('pending', 'active')
         AND (SELECT count(*) FROM session_message m WHERE m.session_id = s.id) < $5
       RETURNING seq`,
      [id, text, by, at, mostMessages],
    );
    return rows.length === 1;
  }

  async messageShown(seq: string, at: Date): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      'UPDATE session_message SET shown_at = $2 WHERE seq = $1 AND shown_at IS NULL RETURNING seq',
      [seq, at],
    );
    return rows.length === 1;
  }

  async ordersFor(nodeId: NodeId): Promise<SessionOrders[]> {
    const rows = await this.manager.query<OrderRow[]>(
      `SELECT s.id, s.frozen_at, p.display_name AS frozen_by, s.frozen_reason,
         m.seq, m.text, m.made_at, w.display_name AS message_from
       FROM session s
       LEFT JOIN person p ON p.id = s.frozen_by
       LEFT JOIN session_message m ON m.session_id = s.id AND m.shown_at IS NULL
       LEFT JOIN person w ON w.id = m.made_by
       WHERE s.node_id = $1 AND s.state <> 'terminated' ORDER BY s.id, m.seq`,
      [nodeId],
    );
    const orders = new Map<SessionId, SessionOrders & { messages: SessionOrders['messages'][number][] }>();
    for (const row of rows) {
      const known = orders.get(row.id) ?? { sessionId: row.id, freeze: freezeOf(row), messages: [] };
      orders.set(row.id, known);
      if (row.seq !== null)
        known.messages.push({ seq: row.seq, from: row.message_from, at: row.made_at, text: row.text });
    }
    return [...orders.values()];
  }
}

function freezeOf(row: OrderRow): SessionOrders['freeze'] {
  return row.frozen_at === null
    ? null
    : { since: row.frozen_at, by: row.frozen_by, reason: row.frozen_reason };
}

interface OrderRow {
  id: SessionId;
  frozen_at: Date | null;
  frozen_by: string;
  frozen_reason: string | null;
  seq: string | null;
  text: string;
  made_at: Date;
  message_from: string;
}
