import type { ConnectTicket, ConnectTicketStore, TicketDoor } from '@gatehouse/grant';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresConnectTicketStore implements ConnectTicketStore {
  constructor(private readonly manager: EntityManager) {}

  async add(ticket: ConnectTicket, tokenHash: Buffer, sealedNtHash: Buffer | null): Promise<void> {
    await this.manager.query(
      `INSERT INTO connect_ticket (id, token_hash, grant_id, person_id, protocol, factor_at, created_at, expires_at, door,
         sealed_nt_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
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
        sealedNtHash,
      ],
    );
  }

  async spend(tokenHash: Buffer, door: TicketDoor, now: Date): Promise<ConnectTicket | null> {
    const [row] = await returnedRows<TicketRow>(
      this.manager,
      `UPDATE connect_ticket k SET used_at = $2, sealed_nt_hash = NULL
       WHERE k.token_hash = $1 AND k.door = $3 AND k.used_at IS NULL AND k.created_at <= $2 AND k.expires_at > $2
       RETURNING ${columns}`,
      [tokenHash, now, door],
    );
    return row === undefined ? null : ticketOf(row);
  }

  async newestWithNtHash(
    login: string,
    handle: string,
    now: Date,
  ): Promise<{ ticket: ConnectTicket; sealedNtHash: Buffer } | null> {
    const [row] = await this.manager.query<(TicketRow & { sealed_nt_hash: Buffer })[]>(
      `SELECT ${columns}, k.sealed_nt_hash
       FROM connect_ticket k
       JOIN person p ON p.id = k.person_id
       JOIN access_grant g ON g.id = k.grant_id
       JOIN target t ON t.id = g.target_id
       WHERE p.login = $1 AND t.handle = $2 AND k.sealed_nt_hash IS NOT NULL AND k.used_at IS NULL
         AND k.created_at <= $3 AND k.expires_at > $3
       ORDER BY k.created_at DESC, k.id DESC LIMIT 1`,
      [login, handle, now],
    );
    return row === undefined ? null : { ticket: ticketOf(row), sealedNtHash: row.sealed_nt_hash };
  }

  async forgetNtHashes(now: Date): Promise<void> {
    await this.manager.query(
      `UPDATE connect_ticket SET sealed_nt_hash = NULL WHERE sealed_nt_hash IS NOT NULL AND expires_at <= $1`,
      [now],
    );
  }
}

const columns = 'k.id, k.grant_id, k.person_id, k.protocol, k.door, k.factor_at, k.created_at, k.expires_at';

function ticketOf(row: TicketRow): ConnectTicket {
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
