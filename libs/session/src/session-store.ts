import type {
  ConnectionId,
  GrantId,
  NodeId,
  PersonId,
  Protocol,
  RecordingId,
  SessionEndReason,
  SessionId,
  SiteId,
  TargetId,
  VendorOrganisationId,
} from '@gatehouse/kernel';
import type { Checkpoint } from '@gatehouse/recording';
import type { ClientLeg, Departure } from './plugin/index.js';
import type { ByteCounts } from './session-report.js';

export interface NewSession {
  readonly id: SessionId;
  readonly grantId: GrantId;
  readonly personId: PersonId;
  readonly targetId: TargetId;
  readonly siteId: SiteId;
  readonly nodeId: NodeId;
  readonly protocol: Protocol;
  readonly createdAt: Date;
  readonly endsBy: Date;
}

/** A session that has not terminated, with what a revocation may name. */
export interface LiveSessionRow {
  readonly id: SessionId;
  readonly grantId: GrantId;
  readonly personId: PersonId;
  readonly vendorOrganisationId: VendorOrganisationId | null;
  readonly targetId: TargetId;
  readonly siteId: SiteId;
  readonly state: 'pending' | 'active' | 'canceling';
  readonly createdAt: Date;
}

export interface SessionTermination {
  readonly reason: SessionEndReason;
  readonly detail: string | null;
  readonly disconnectVerified: boolean;
  /** How the target was left; left out where nobody was there to hear it. */
  readonly departure?: Departure | null;
  readonly bytes: ByteCounts | null;
}

/** Sessions in the database. Every write is one conditional statement. */
export interface SessionStore {
  /** False when the grant has a session that has not terminated: of any number at once, one gets it. */
  add(session: NewSession): Promise<boolean>;
  /** pending to active. False when the session was not pending any more. */
  start(id: SessionId, at: Date): Promise<boolean>;
  progress(id: SessionId, bytes: ByteCounts): Promise<void>;
  /** Marks that somebody asked for the end. False when it had ended, or somebody asked before. */
  cancel(id: SessionId, endedBy: string | null, detail: string | null): Promise<boolean>;
  /** To terminated. Null when it was. */
  terminate(id: SessionId, end: SessionTermination, at: Date): Promise<TerminatedSession | null>;
  find(id: SessionId): Promise<FoundSession | null>;
  /** True when a session of this grant, over or not, was frozen and its input was not given back. */
  isFrozen(grantId: GrantId): Promise<boolean>;
  liveOnNode(nodeId: NodeId): Promise<LiveSessionRow[]>;
}

export interface TerminatedSession {
  readonly siteId: SiteId;
  readonly grantId: GrantId;
  readonly personId: PersonId;
  readonly targetId: TargetId;
  readonly endedBy: string | null;
  /** Null where there is no word for it: another protocol than RDP, or a session that never began. */
  readonly departure: Departure | null;
}

export interface FoundSession {
  readonly id: SessionId;
  readonly grantId: GrantId;
  readonly personId: PersonId;
  readonly targetId: TargetId;
  readonly siteId: SiteId;
  readonly state: 'pending' | 'active' | 'canceling' | 'terminated';
  readonly isFrozen: boolean;
}

export interface ConnectionStore {
  add(connection: {
    id: ConnectionId;
    sessionId: SessionId;
    clientLeg: ClientLeg['kind'];
    source: string;
    openedAt: Date;
  }): Promise<void>;
  dialled(id: ConnectionId, dialledAddress: string, hostKeyFingerprint: string | null): Promise<void>;
  close(sessionId: SessionId, at: Date): Promise<void>;
}

export interface NewRecordingRow {
  readonly id: RecordingId;
  readonly connectionId: ConnectionId;
  readonly sessionId: SessionId;
  readonly siteId: SiteId;
  readonly nodeId: NodeId;
  readonly wrappedDataKey: Buffer;
  readonly wrappedInputKey: Buffer | null;
  readonly signingPublicKey: string;
  readonly startedAt: Date;
}

export interface RecordingSeal {
  readonly complete: boolean;
  readonly reason: string;
  readonly durationMs: number;
  readonly byteSize: number;
  /** SHA-256 of the last chunk, hex: through the chain it stands for every byte of the recording. */
  readonly chainHash: string;
  readonly chunks: number;
}

/** Rows of recordings; the files are elsewhere. */
export interface RecordingRowStore {
  add(row: NewRecordingRow): Promise<void>;
  addCheckpoint(id: RecordingId, checkpoint: Checkpoint): Promise<void>;
  /** False when it was sealed before. */
  seal(id: RecordingId, seal: RecordingSeal, at: Date): Promise<boolean>;
  /** Recordings of the node that are not sealed. */
  unsealedOnNode(nodeId: NodeId): Promise<UnsealedRecording[]>;
}

export interface UnsealedRecording {
  readonly id: RecordingId;
  readonly sessionId: SessionId;
  readonly connectionId: ConnectionId;
  readonly siteId: SiteId;
  readonly wrappedDataKey: Buffer;
  readonly wrappedInputKey: Buffer | null;
  readonly signingPublicKey: string;
  readonly startedAt: Date;
}
