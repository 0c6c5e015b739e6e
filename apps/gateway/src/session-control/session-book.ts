import type { Clock, SessionEndReason, SessionId, UnitOfWork } from '@gatehouse/kernel';
import type { Checkpoint, SealedRecording } from '@gatehouse/recording';
import { recordingCheckpoint, recordingSealed, sessionStarted, terminateSession } from '@gatehouse/session';
import type {
  ByteCounts,
  ConnectStores,
  RecordingSeal,
  SessionEnded,
  SessionStarted,
} from '@gatehouse/session';
import type { RunningSession } from './running-sessions.js';

/** Writes down what the hosts say: state, audit entry and outbox row in one transaction each. */
export class SessionBook {
  constructor(
    private readonly uow: UnitOfWork<ConnectStores>,
    private readonly clock: Clock,
  ) {}

  /** Invariant: durable before the first byte is relayed. Throws when the session may not start any more. */
  async started(running: RunningSession, started: SessionStarted): Promise<void> {
    const { content } = running;
    await this.uow.run(async ({ sessions, connections, events }) => {
      const at = this.clock.now();
      if (!(await sessions.start(content.sessionId, at)))
        throw new Error('the session was ended before it started');
      await connections.dialled(content.connectionId, started.dialledAddress, started.hostKeyFingerprint);
      const about = {
        session: content.sessionId,
        connection: content.connectionId,
        recording: content.recordingId,
        grant: content.grantId,
        target: content.target.id,
        person: content.personId,
      };
      await events.append(
        sessionStarted(running.actor, at, content.siteId, about, {
          dialledAddress: started.dialledAddress,
          hostKeyFingerprint: started.hostKeyFingerprint,
          right: started.right,
          recordingKeyId: running.recordingKeyId,
          recordingPublicKey: running.recordingPublicKey,
        }),
      );
    });
  }

  progress(id: SessionId, bytes: ByteCounts): Promise<void> {
    return this.uow.run(({ sessions }) => sessions.progress(id, bytes));
  }

  async checkpoint({ content }: RunningSession, checkpoint: Checkpoint): Promise<void> {
    const about = { recording: content.recordingId, session: content.sessionId };
    await this.uow.run(async ({ recordings, events }) => {
      await recordings.addCheckpoint(content.recordingId, checkpoint);
      await events.append(recordingCheckpoint(content.siteId, about, checkpoint));
    });
  }

  async ended({ content }: RunningSession, ended: SessionEnded): Promise<void> {
    await terminateSession({ uow: this.uow, clock: this.clock }, content.sessionId, {
      reason: ended.reason,
      detail: ended.detail,
      disconnectVerified: ended.disconnectVerified,
      departure: ended.departure,
      bytes: ended.bytes,
    });
    if (ended.sealed) await this.sealed(content, sealOf(ended.sealed));
  }

  /** The host that ran it is gone; nobody saw its sockets close. */
  async lost(id: SessionId, reason: SessionEndReason, detail: string): Promise<void> {
    await terminateSession({ uow: this.uow, clock: this.clock }, id, {
      reason,
      detail,
      disconnectVerified: false,
      bytes: null,
    });
  }

  async sealed(
    about: Pick<RunningSession['content'], 'recordingId' | 'sessionId' | 'siteId'>,
    seal: RecordingSeal,
  ): Promise<void> {
    await this.uow.run(async ({ recordings, events }) => {
      const at = this.clock.now();
      if (!(await recordings.seal(about.recordingId, seal, at))) return;
      const subjects = { recording: about.recordingId, session: about.sessionId };
      await events.append(recordingSealed(at, about.siteId, subjects, seal));
    });
  }
}

export function sealOf(sealed: SealedRecording): RecordingSeal {
  return {
    complete: sealed.ending.complete,
    reason: sealed.ending.reason,
    durationMs: sealed.durationMs,
    byteSize: sealed.size,
    chainHash: sealed.finalCheckpoint.chainHash,
    chunks: sealed.chunks,
  };
}
