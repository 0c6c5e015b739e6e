import type { NodeId, RecordingId } from '@gatehouse/kernel';
import type { Checkpoint } from '@gatehouse/recording';
import type {
  NewRecordingRow,
  RecordingRowStore,
  RecordingSeal,
  UnsealedRecording,
} from '@gatehouse/session';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresRecordingRowStore implements RecordingRowStore {
  constructor(private readonly manager: EntityManager) {}

  async add(row: NewRecordingRow): Promise<void> {
    await this.manager.query(
      `INSERT INTO recording (id, connection_id, session_id, site_id, node_id, wrapped_data_key, wrapped_input_key,
         signing_public_key, started_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        row.id,
        row.connectionId,
        row.sessionId,
        row.siteId,
        row.nodeId,
        row.wrappedDataKey,
        row.wrappedInputKey,
        row.signingPublicKey,
        row.startedAt,
      ],
    );
  }

  async addCheckpoint(id: RecordingId, checkpoint: Checkpoint): Promise<void> {
    await this.manager.query(
      `INSERT INTO recording_checkpoint (recording_id, seq, chain_hash, made_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (recording_id, seq) DO NOTHING`,
      [id, checkpoint.seq, checkpoint.chainHash, checkpoint.at],
    );
  }

  async seal(id: RecordingId, seal: RecordingSeal, at: Date): Promise<boolean> {
    const rows = await returnedRows(
      this.manager,
      `UPDATE recording SET state = 'sealed', sealed_at = $2, complete = $3, seal_reason = $4, duration_ms = $5,
         byte_size = $6, sha256 = $7, chunk_count = $8
       WHERE id = $1 AND state IN ('open', 'sealing') RETURNING id`,
      [
        id,
        at,
        seal.complete,
        seal.reason,
        Math.round(seal.durationMs),
        seal.byteSize,
        // The column is older than the chain hash's use: rows sealed before hold the SHA-256 of the whole file.
        seal.chainHash,
        seal.chunks,
      ],
    );
    return rows.length === 1;
  }

  async unsealedOnNode(nodeId: NodeId): Promise<UnsealedRecording[]> {
    const rows = await this.manager.query<UnsealedRow[]>(
      `SELECT id, session_id, connection_id, site_id, wrapped_data_key, wrapped_input_key, signing_public_key, started_at
       FROM recording WHERE node_id = $1 AND state IN ('open', 'sealing') ORDER BY started_at`,
      [nodeId],
    );
    return rows.map((row) => ({
      id: row.id,
      sessionId: row.session_id,
      connectionId: row.connection_id,
      siteId: row.site_id,
      wrappedDataKey: row.wrapped_data_key,
      wrappedInputKey: row.wrapped_input_key,
      signingPublicKey: row.signing_public_key,
      startedAt: row.started_at,
    }));
  }
}

interface UnsealedRow {
  id: RecordingId;
  session_id: UnsealedRecording['sessionId'];
  connection_id: UnsealedRecording['connectionId'];
  site_id: UnsealedRecording['siteId'];
  wrapped_data_key: Buffer;
  wrapped_input_key: Buffer | null;
  signing_public_key: string;
  started_at: Date;
}
