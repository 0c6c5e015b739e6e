import type { ConnectionId, SessionId } from '@gatehouse/kernel';
import type { ConnectionStore } from '@gatehouse/session';
import type { EntityManager } from 'typeorm';

export class PostgresConnectionStore implements ConnectionStore {
  constructor(private readonly manager: EntityManager) {}

  async add(connection: Parameters<ConnectionStore['add']>[0]): Promise<void> {
    await this.manager.query(
      `INSERT INTO connection (id, session_id, client_leg, source, opened_at) VALUES ($1, $2, $3, $4, $5)`,
      [connection.id, connection.sessionId, connection.clientLeg, connection.source, connection.openedAt],
    );
  }

  async dialled(id: ConnectionId, dialledAddress: string, hostKeyFingerprint: string | null): Promise<void> {
    await this.manager.query(
      `UPDATE connection SET dialled_address = $2, host_key_fingerprint = $3 WHERE id = $1`,
      [id, dialledAddress, hostKeyFingerprint],
    );
  }

  async close(sessionId: SessionId, at: Date): Promise<void> {
    await this.manager.query(
      `UPDATE connection SET closed_at = $2 WHERE session_id = $1 AND closed_at IS NULL`,
      [sessionId, at],
    );
  }
}
