import { existsSync } from 'node:fs';
import type { Principal } from '@gatehouse/identity';
import { actorOf } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type {
  Clock,
  DomainEvent,
  EventLog,
  RecordingId,
  SecretBox,
  SiteId,
  UnitOfWork,
} from '@gatehouse/kernel';
import { findRecording, recordingEvidence } from '@gatehouse/persistence';
import type { RecordingEvidence, RecordingToOpen } from '@gatehouse/persistence';
import {
  readRecording,
  recordingExported,
  recordingPaths,
  recordingVerified,
  recordingViewed,
  showsDesktop,
  verifyRecording,
} from '@gatehouse/recording';
import type { ExportForm, RecordingReader, RecordingVerdict } from '@gatehouse/recording';
import { recordingKeyContext } from '@gatehouse/session';
import type { EntityManager } from 'typeorm';
import type { SessionDirectories } from '../session-control/session-directories.js';

/** One person looks for at most this long before their looking is written down again. */
const viewingLastsMs = 15 * 60_000;

const onlyPictures =
  'This is the recording of a desktop: it has no terminal to copy. Take a picture or a video of it.';
const onlyText =
  'This recording shows no desktop, so there are no pictures of it. Take the terminal as asciicast.';

export interface ShelfDeps {
  readonly manager: EntityManager;
  readonly uow: UnitOfWork<{ events: EventLog }>;
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly directories: Pick<SessionDirectories, 'spoolDirectory' | 'storeDirectory'>;
}

/** Where recordings are taken down to be looked at. Invariant: every taking down is on the audit trail first. */
export class RecordingShelf {
  private readonly viewings = new Map<string, number>();

  constructor(private readonly deps: ShelfDeps) {}

  /** @throws DomainError `not-found` outside the person's sites, or when there is nothing to look at any more. */
  async find(sites: 'all' | readonly SiteId[], id: RecordingId): Promise<RecordingToOpen> {
    const found = await findRecording(this.deps.manager, sites, id);
    if (!found)
      throw new DomainError('not-found', 'There is no such recording. Look at the list of sessions.');
    return found;
  }

  /**
   * Runs `work` on the opened recording, and closes it. The viewing is audited before, once for each opening of the
   * player (`isOpening`) and for whoever reads on without having opened it.
   */
  async view<T>(
    recording: RecordingToOpen,
    by: Principal,
    isOpening: boolean,
    work: (reader: RecordingReader) => Promise<T>,
  ): Promise<T> {
    const key = `${by.personId} ${recording.id}`;
    const now = this.deps.clock.monotonicMs();
    if (isOpening || (this.viewings.get(key) ?? -Infinity) + viewingLastsMs < now) {
      const about = { recording: recording.id, session: recording.sessionId };
      await this.write(recordingViewed(actorOf(by), this.deps.clock.now(), recording.siteId, about));
      this.rememberViewing(key, now);
    }
    return this.open(recording, work);
  }

  /** @throws DomainError `conflict` when such a copy cannot be made of what was recorded. */
  async export<T>(
    recording: RecordingToOpen,
    by: Principal,
    form: Exclude<ExportForm, 'container'>,
    work: (reader: RecordingReader) => Promise<T>,
  ): Promise<T> {
    return this.open(recording, async (reader) => {
      if (showsDesktop(reader.header) !== (form !== 'asciicast'))
        throw new DomainError('conflict', form === 'asciicast' ? onlyPictures : onlyText);
      await this.writeExport(recording, by, form);
      return work(reader);
    });
  }

  /** The file as it lies on disk: it verifies without this gateway, and opens with it only. */
  async exportContainer(recording: RecordingToOpen, by: Principal): Promise<string> {
    if (recording.state !== 'sealed')
      throw new DomainError('conflict', 'This recording is still running. Take the file when it is closed.');
    const file = this.fileOf(recording);
    await this.writeExport(recording, by, 'container');
    return file;
  }

  async verify(
    recording: RecordingToOpen,
    by: Principal,
  ): Promise<{ verdict: RecordingVerdict; evidence: RecordingEvidence }> {
    const evidence = await recordingEvidence(this.deps.manager, recording.id);
    const final = recording.state === 'sealed' ? evidence.checkpoints.at(-1) : undefined;
    const verdict = await verifyRecording(this.fileOf(recording), {
      ...(evidence.signingPublicKey ? { signingPublicKey: evidence.signingPublicKey } : {}),
      expectedCheckpoints: evidence.checkpoints,
      ...(final ? { final } : {}),
    });
    const about = { recording: recording.id, session: recording.sessionId };
    const now = this.deps.clock.now();
    const count = verdict.findings.length + verdict.findingsLeftOut;
    await this.write(recordingVerified(actorOf(by), now, recording.siteId, about, verdict.verdict, count));
    return { verdict, evidence };
  }

  private async open<T>(
    recording: RecordingToOpen,
    work: (reader: RecordingReader) => Promise<T>,
  ): Promise<T> {
    const { secretBox } = this.deps;
    const dataKey = secretBox.open(recording.wrappedDataKey, recordingKeyContext.data(recording.id));
    const inputDataKey =
      recording.wrappedInputKey &&
      secretBox.open(recording.wrappedInputKey, recordingKeyContext.input(recording.id));
    const reader = await readRecording(this.fileOf(recording), dataKey, inputDataKey ? { inputDataKey } : {});
    try {
      return await work(reader);
    } finally {
      await reader.close();
      dataKey.fill(0);
      inputDataKey?.fill(0);
    }
  }

  private fileOf(recording: RecordingToOpen): string {
    const { openFile, sealedFile } = recordingPaths(this.deps.directories, recording.id);
    const file = existsSync(sealedFile) ? sealedFile : openFile;
    if (!existsSync(file))
      throw new DomainError(
        'not-found',
        recording.state === 'purged'
          ? 'This recording was deleted by policy. The audit trail says when.'
          : 'Nothing of this recording is on this gateway. When it has just begun, look again in a moment.',
      );
    return file;
  }

  private writeExport(recording: RecordingToOpen, by: Principal, form: ExportForm): Promise<void> {
    const about = { recording: recording.id, session: recording.sessionId };
    return this.write(recordingExported(actorOf(by), this.deps.clock.now(), recording.siteId, about, form));
  }

  private write(event: DomainEvent): Promise<void> {
    return this.deps.uow.run(({ events }) => events.append(event));
  }

  private rememberViewing(key: string, now: number): void {
    if (this.viewings.size > 5_000)
      for (const [old, at] of this.viewings) if (at + viewingLastsMs < now) this.viewings.delete(old);
    this.viewings.set(key, now);
  }
}
