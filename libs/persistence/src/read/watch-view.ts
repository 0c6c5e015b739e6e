import type { NodeId, RecordingId, SessionId, SiteId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';

/** What watching a session takes. Sealed key only. */
export interface SessionToWatch {
  readonly sessionId: SessionId;
  readonly siteId: SiteId;
  readonly recordingId: RecordingId;
  readonly nodeId: NodeId;
  readonly wrappedDataKey: Buffer;
}

/** Null for one that is over or at another site too. */
export async function findSessionToWatch(
  manager: EntityManager,
  sites: 'all' | readonly SiteId[],
  id: SessionId,
): Promise<SessionToWatch | null> {
  const [row] = await manager.query<WatchRow[]>(
    `SELECT s.id, s.site_id, r.id AS recording_id, r.node_id, r.wrapped_data_key
     FROM session s JOIN recording r ON r.session_id = s.id
     WHERE s.id = $1 AND s.state <> 'terminated' AND r.state = 'open'
       AND ($2::boolean OR s.site_id = ANY ($3::text[]))
     ORDER BY r.started_at DESC LIMIT 1`,
    [id, sites === 'all', sites === 'all' ? [] : sites],
  );
  return row
    ? {
        sessionId: row.id,
        siteId: row.site_id,
        recordingId: row.recording_id,
        nodeId: row.node_id,
        wrappedDataKey: row.wrapped_data_key,
      }
    : null;
}

interface WatchRow {
  id: SessionId;
  site_id: SiteId;
  recording_id: RecordingId;
  node_id: NodeId;
  wrapped_data_key: Buffer;
}
