import { DomainError } from '@gatehouse/kernel';
import type { Clock, NodeId, RecordingId, SecretBox, UnitOfWork } from '@gatehouse/kernel';
import { sealRecording } from '@gatehouse/recording';
import type { SessionDirectories } from './session-directories.js';
import { recordingKeyContext } from '@gatehouse/session';
import type { ConnectStores, RecordingSeal, UnsealedRecording } from '@gatehouse/session';
import type { Logger } from 'pino';
import type { RunningSessions } from './running-sessions.js';
import { sealOf } from './session-book.js';
import type { SessionBook } from './session-book.js';

export interface SealLeftoversDeps {
  readonly uow: UnitOfWork<ConnectStores>;
  readonly clock: Clock;
  readonly nodeId: NodeId;
  readonly secretBox: SecretBox;
  readonly directories: SessionDirectories;
  readonly running: RunningSessions;
  readonly book: SessionBook;
  readonly log: Logger;
}

/** A recorder that could not close leaves its claim on the spool; after this nobody writes there any more. */
const ownerIsGoneAfterMs = 15_000;

/** Recordings of ended sessions without a seal: sealed as truncated, with the reason, within seconds. */
export class SealLeftovers {
  private readonly seen = new Map<RecordingId, number>();
  private busy = false;

  constructor(private readonly deps: SealLeftoversDeps) {}

  async look(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const { uow, nodeId, running } = this.deps;
      const open = await uow.run(({ recordings }) => recordings.unsealedOnNode(nodeId));
      for (const recording of open) if (!running.has(recording.sessionId)) await this.seal(recording);
    } finally {
      this.busy = false;
    }
  }

  private async seal(recording: UnsealedRecording): Promise<void> {
    const { deps } = this;
    const now = deps.clock.monotonicMs();
    const since = this.seen.get(recording.id) ?? now;
    this.seen.set(recording.id, since);
    try {
      const sealed = await this.sealFile(recording, now - since > ownerIsGoneAfterMs);
      await deps.book.sealed(
        { recordingId: recording.id, sessionId: recording.sessionId, siteId: recording.siteId },
        sealed,
      );
      this.seen.delete(recording.id);
    } catch (error) {
      // Its files stay as they are, and it is tried again.
      const code = error instanceof DomainError ? error.code : 'fault';
      if (code !== 'conflict')
        deps.log.error({ recording: recording.id, code }, 'a recording cannot be sealed yet');
    }
  }

  private async sealFile(recording: UnsealedRecording, ownerIsGone: boolean): Promise<RecordingSeal> {
    const { secretBox, directories, clock } = this.deps;
    const wrappedInput = recording.wrappedInputKey?.toString('base64');
    try {
      return sealOf(
        await sealRecording({
          ...directories,
          recordingId: recording.id,
          reason: 'session host ended unexpectedly',
          ownerIsGone,
          clock,
          unwrapKey: (wrapped) =>
            secretBox.open(
              Buffer.from(wrapped, 'base64'),
              wrapped === wrappedInput
                ? recordingKeyContext.input(recording.id)
                : recordingKeyContext.data(recording.id),
            ),
        }),
      );
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not-found') return nothingRecorded;
      throw error;
    }
  }
}

/** The session ended before a recorder was opened, so no byte went anywhere. SHA-256 of nothing. */
const nothingRecorded: RecordingSeal = {
  complete: false,
  reason: 'nothing was recorded: the session ended before it began',
  durationMs: 0,
  byteSize: 0,
  chainHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  chunks: 0,
};
