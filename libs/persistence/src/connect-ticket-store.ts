import type { ConnectTicket, ConnectTicketStore, TicketDoor } from '@gatehouse/grant';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresConnectTicketStore implements ConnectTicketStore {
  constructor(private readonly manager: EntityManager) {}

  async add(ticket: ConnectTicket, tokenHash: Buffer): Promise<void> {
    await this.manager.query(
      `INSERT INTO connect_ticket (id, token_hash, grant_id, person_id, protocol, factor_at, created_at, expires_at, door)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ticket.id,
        tokenHash,
        ticket.grantId,
        ticket.personId,
        ticket.protocol,
        ticket.factorAt,
        ticket.createdAt,
        ticket.expiresAt,
        ticket.door,
      ],
    );
  }

  async spend(tokenHash: Buffer, door: TicketDoor, now: Date): Promise<ConnectTicket | null> {
    const [row] = await returnedRows<TicketRow>(
      this.manager,
      `UPDATE connect_ticket SET used_at = $2
       WHERE token_hash = $1 AND door = $3 AND used_at IS NULL AND created_at <= $2 AND expires_at > $2
       RETURNING id, grant_id, person_id, protocol, door, factor_at, created_at, expires_at`,
      [tokenHash, now, door],
    );
    if (row === undefined) return null;
    return {
      id: row.id,
      grantId: row.grant_id,
      personId: row.person_id,
      protocol: row.protocol,
      door: row.door,
      factorAt: row.factor_at,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    };
  }
}

interface TicketRow {
  id: ConnectTicket['id'];
  grant_id: ConnectTicket['grantId'];
  person_id: ConnectTicket['personId'];
  protocol: ConnectTicket['protocol'];
  door: TicketDoor;
  factor_at: Date;
  created_at: Date;
  expires_at: Date;
}
