import type { Invitation, InvitationStore } from '@gatehouse/identity';
import type { PersonId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const columns = 'id, person_id, invited_by, created_at, expires_at';

export class PostgresInvitationStore implements InvitationStore {
  constructor(private readonly manager: EntityManager) {}

  async replace(invitation: Invitation, tokenHash: Buffer): Promise<void> {
    await this.manager.query(
      `UPDATE invitation SET voided_at = $2 WHERE person_id = $1 AND used_at IS NULL AND voided_at IS NULL`,
      [invitation.personId, invitation.createdAt],
    );
    await this.manager.query(
      `INSERT INTO invitation (id, person_id, token_hash, invited_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        invitation.id,
        invitation.personId,
        tokenHash,
        invitation.invitedBy,
        invitation.createdAt,
        invitation.expiresAt,
      ],
    );
  }

  async findOpen(tokenHash: Buffer, now: Date): Promise<Invitation | null> {
    const [row] = await this.manager.query<InvitationRow[]>(
      `SELECT ${columns} FROM invitation
       WHERE token_hash = $1 AND used_at IS NULL AND voided_at IS NULL AND expires_at > $2`,
      [tokenHash, now],
    );
    return row ? invitationOf(row) : null;
  }

  async spend(tokenHash: Buffer, now: Date): Promise<Invitation | null> {
    const [row] = await returnedRows<InvitationRow>(
      this.manager,
      `UPDATE invitation SET used_at = $2
       WHERE token_hash = $1 AND used_at IS NULL AND voided_at IS NULL AND expires_at > $2 RETURNING ${columns}`,
      [tokenHash, now],
    );
    return row ? invitationOf(row) : null;
  }

  async voidOf(personId: PersonId, at: Date): Promise<void> {
    await this.manager.query(
      `UPDATE invitation SET voided_at = $2 WHERE person_id = $1 AND used_at IS NULL AND voided_at IS NULL`,
      [personId, at],
    );
  }

  async voidAll(at: Date): Promise<void> {
    await this.manager.query(
      `UPDATE invitation SET voided_at = $1 WHERE used_at IS NULL AND voided_at IS NULL`,
      [at],
    );
  }
}

interface InvitationRow {
  id: Invitation['id'];
  person_id: Invitation['personId'];
  invited_by: Invitation['invitedBy'];
  created_at: Date;
  expires_at: Date;
}

function invitationOf(row: InvitationRow): Invitation {
  return {
    id: row.id,
    personId: row.person_id,
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
