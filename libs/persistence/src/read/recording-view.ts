import type { RecordingId, SessionId, SiteId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';

/** What opening and verifying a recording takes. Sealed keys only. */
export interface RecordingToOpen {
  readonly id: RecordingId;
  readonly sessionId: SessionId;
  readonly siteId: SiteId;
  readonly state: 'open' | 'sealing' | 'sealed' | 'purged';
  readonly wrappedDataKey: Buffer;
  readonly wrappedInputKey: Buffer | null;
}

/** Null for one at another site too. */
export async function findRecording(
  manager: EntityManager,
  sites: 'all' | readonly SiteId[],
  id: RecordingId,
): Promise<RecordingToOpen | null> {
  const [row] = await manager.query<RecordingRow[]>(
    `SELECT id, session_id, site_id, state, wrapped_data_key, wrapped_input_key FROM recording
     WHERE id = $1 AND ($2::boolean OR site_id = ANY ($3::text[]))`,
    [id, sites === 'all', sites === 'all' ? [] : sites],
  );
  return row
    ? {
        id: row.id,
        sessionId: row.session_id,
        siteId: row.site_id,
        state: row.state,
        wrappedDataKey: row.wrapped_data_key,
        wrappedInputKey: row.wrapped_input_key,
      }
    : null;
}

/** What the audit trail itself holds about a recording, which is what a file is verified against. */
export interface RecordingEvidence {
  /** SPKI PEM, certified in `session.started`; null when the session never started. */
  readonly signingPublicKey: string | null;
  readonly checkpoints: readonly { seq: number; chainHash: string }[];
}

/** Reads audit entries, never the recording's own row: those can be shown not to have changed. */
export async function recordingEvidence(manager: EntityManager, id: RecordingId): Promise<RecordingEvidence> {
  const entries = await manager.query<{ kind: string; canonical: Buffer }[]>(
    `SELECT kind, canonical FROM audit_entry
     WHERE subjects @> $1::jsonb AND kind IN ('session.started', 'recording.checkpoint') ORDER BY id`,
    [JSON.stringify({ recording: id })],
  );
  let signingPublicKey: string | null = null;
  const checkpoints: { seq: number; chainHash: string }[] = [];
  for (const { kind, canonical } of entries) {
    const { data } = JSON.parse(canonical.toString('utf8')) as { data: Record<string, unknown> };
    if (kind === 'session.started') signingPublicKey = String(data['recordingPublicKey']);
    else checkpoints.push({ seq: Number(data['seq']), chainHash: String(data['chainHash']) });
  }
  return { signingPublicKey, checkpoints };
}

interface RecordingRow {
  id: RecordingId;
  session_id: SessionId;
  site_id: SiteId;
  state: RecordingToOpen['state'];
  wrapped_data_key: Buffer;
  wrapped_input_key: Buffer | null;
}
