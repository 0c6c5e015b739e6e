import type { ConnectionId, JumpHostId, RecordingId, SessionEndReason, SessionId } from '@gatehouse/kernel';
import type { Checkpoint, SealedRecording } from '@gatehouse/recording';
import type { ChannelWish } from './channel-wish.js';
import type { ConnectRefusal } from './connect-refusal.js';
import type { AuditableFact, Departure, ObservedIdentity } from './plugin/index.js';

export interface ByteCounts {
  readonly toTarget: number;
  readonly toClient: number;
}

export interface SessionStarted {
  readonly sessionId: SessionId;
  readonly connectionId: ConnectionId;
  readonly dialledAddress: string;
  /** Null: the protocol of the target proves nothing. */
  readonly hostKeyFingerprint: string | null;
  readonly right: ChannelWish;
}

export interface SessionEnded {
  readonly sessionId: SessionId;
  readonly connectionId: ConnectionId;
  readonly recordingId: RecordingId;
  readonly reason: SessionEndReason;
  readonly detail: string | null;
  /** Both sockets were seen closed. */
  readonly disconnectVerified: boolean;
  /** How the target was left; null where its protocol has no word for it. */
  readonly departure: Departure | null;
  readonly bytes: ByteCounts;
  /** Null when no recorder was opened, or it could not be closed: the control process seals what is there. */
  readonly sealed: SealedRecording | null;
}

/** What a session tells the control process. Each is awaited where the order matters. */
export interface SessionReport {
  /** Invariant: resolves when the start is durable; no byte is relayed before. */
  started(started: SessionStarted): Promise<void>;
  /** Asks whether a further channel may be opened now: grant, blocks and policy are read again. Null: it may. */
  openChannel(sessionId: SessionId, wish: ChannelWish): Promise<ConnectRefusal | null>;
  progress(sessionId: SessionId, bytes: ByteCounts): void;
  checkpoint(recordingId: RecordingId, checkpoint: Checkpoint): Promise<void>;
  note(sessionId: SessionId, fact: AuditableFact): Promise<void>;
  /**
   * The target, or a jump host on the way, showed another key than the pinned one: it waits for an administrator from
   * now on. @param jumpHostId null for the target.
   */
  identityMismatch(
    sessionId: SessionId,
    observed: ObservedIdentity,
    jumpHostId: JumpHostId | null,
  ): Promise<void>;
  ended(ended: SessionEnded): Promise<void>;
}
