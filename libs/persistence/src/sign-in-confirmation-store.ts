import type { ConfirmationStanding, SignInConfirmation, SignInConfirmationStore } from '@gatehouse/identity';
import type { ConfirmationId, NodeId, PersonId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

const columns = 'id, person_id, node_id, wire_id, source, handle, created_at, expires_at';

export class PostgresSignInConfirmationStore implements SignInConfirmationStore {
  constructor(private readonly manager: EntityManager) {}

  async add(
    confirmation: SignInConfirmation,
    codeHash: Buffer,
    most: { waiting: number; asked: { number: number; since: Date } },
  ): Promise<boolean> {
    const { id, personId, nodeId, wireId, source, handle, createdAt, expiresAt } = confirmation;
    const added = await returnedRows(
      this.manager,
      `INSERT INTO sign_in_confirmation (id, person_id, code_hash, node_id, wire_id, source, handle, created_at, expires_at)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
       WHERE (SELECT count(*) FILTER (WHERE state = 'waiting') < $10 AND count(*) < $11
              FROM sign_in_confirmation WHERE person_id = $2 AND created_at > $12)
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        id,
        personId,
        codeHash,
        nodeId,
        wireId,
        source,
        handle,
        createdAt,
        expiresAt,
        most.waiting,
        most.asked.number,
        most.asked.since,
      ],
    );
    return added.length === 1;
  }

  async find(personId: PersonId, codeHash: Buffer, now: Date): Promise<SignInConfirmation | null> {
    const [row] = await this.manager.query<ConfirmationRow[]>(
      `SELECT ${columns} FROM sign_in_confirmation
       WHERE person_id = $1 AND code_hash = $2 AND state = 'waiting' AND expires_at > $3`,
      [personId, codeHash, now],
    );
    return row ? confirmationOf(row) : null;
  }

  async findById(personId: PersonId, id: ConfirmationId, now: Date): Promise<SignInConfirmation | null> {
    const [row] = await this.manager.query<ConfirmationRow[]>(
      `SELECT ${columns} FROM sign_in_confirmation
       WHERE person_id = $1 AND id = $2 AND state = 'waiting' AND expires_at > $3`,
      [personId, id, now],
    );
    return row ? confirmationOf(row) : null;
  }

  async answer(
    personId: PersonId,
    id: ConfirmationId,
    factorAt: Date | null,
    now: Date,
  ): Promise<SignInConfirmation | null> {
    const [row] = await returnedRows<ConfirmationRow>(
      this.manager,
      `UPDATE sign_in_confirmation SET state = $3, factor_at = $4, answered_at = $5
       WHERE person_id = $1 AND id = $2 AND state = 'waiting' AND expires_at > $5 RETURNING ${columns}`,
      [personId, id, factorAt === null ? 'refused' : 'confirmed', factorAt, now],
    );
    return row ? confirmationOf(row) : null;
  }

  async spend(
    id: ConfirmationId,
    by: { nodeId: NodeId; wireId: string },
    now: Date,
    answeredAfter: Date,
  ): Promise<ConfirmationStanding> {
    const [row] = await this.manager.query<{ state: string; expires_at: Date }[]>(
      `SELECT state, expires_at FROM sign_in_confirmation WHERE id = $1 AND node_id = $2 AND wire_id = $3`,
      [id, by.nodeId, by.wireId],
    );
    if (row?.state === 'waiting' && row.expires_at > now) return { state: 'waiting' };
    if (row?.state === 'refused') return { state: 'refused' };
    if (row?.state !== 'confirmed') return { state: 'over' };
    const [spent] = await returnedRows<{ factor_at: Date }>(
      this.manager,
      `UPDATE sign_in_confirmation SET state = 'spent'
       WHERE id = $1 AND node_id = $2 AND wire_id = $3 AND state = 'confirmed' AND answered_at > $4 RETURNING factor_at`,
      [id, by.nodeId, by.wireId, answeredAfter],
    );
    return spent ? { state: 'confirmed', factorAt: spent.factor_at } : { state: 'over' };
  }

  async voidOfWire(nodeId: NodeId, wireId: string): Promise<void> {
    await this.manager.query(
      `UPDATE sign_in_confirmation SET state = 'void'
       WHERE node_id = $1 AND wire_id = $2 AND state IN ('waiting', 'confirmed')`,
      [nodeId, wireId],
    );
  }

  async voidOfNode(nodeId: NodeId): Promise<void> {
    await this.manager.query(
      `UPDATE sign_in_confirmation SET state = 'void' WHERE node_id = $1 AND state IN ('waiting', 'confirmed')`,
      [nodeId],
    );
  }

  async forget(createdBefore: Date): Promise<void> {
    await this.manager.query('DELETE FROM sign_in_confirmation WHERE created_at < $1', [createdBefore]);
  }
}

interface ConfirmationRow {
  id: ConfirmationId;
  person_id: PersonId;
  node_id: NodeId;
  wire_id: string;
  source: string;
  handle: string | null;
  created_at: Date;
  expires_at: Date;
}

function confirmationOf(row: ConfirmationRow): SignInConfirmation {
  return {
    id: row.id,
    personId: row.person_id,
    nodeId: row.node_id,
    wireId: row.wire_id,
    source: row.source,
    handle: row.handle,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
