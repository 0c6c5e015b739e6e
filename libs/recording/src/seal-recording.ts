import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, DomainError, isId, systemClock } from '@gatehouse/kernel';
import { sharedFolding } from './folding/folding-client.js';
import type { FoldJob } from './folding/recording-folder.js';
import type { Checkpoint, SealedRecording } from './recorder.js';
import type { RecordingHeader } from './recording-header.js';
import { type RecordingDirectories, type RecordingPaths, recordingPaths } from './recording-paths.js';
import { describeSealedFile } from './describe-sealed-file.js';
import { openSigningKey } from './spool/spool-head.js';
import { claimSpool, isAlive, readSpoolOwner } from './spool/spool-owner.js';
import { readSpoolHead } from './spool/spool-reader.js';

export interface SealRecordingOptions extends RecordingDirectories {
  recordingId: string;
  /** Opens what the control process wrapped when it made the keys. */
  unwrapKey: (wrapped: string) => Buffer | Promise<Buffer>;
  /** Why the recording ends before its time, such as `session host ended unexpectedly`. */
  reason: string;
  clock?: Clock;
  /** Says that the host which claimed the spool is gone, when its process cannot be looked up from here. */
  ownerIsGone?: boolean;
  onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/**
 * Finishes the recording of a process that died: folds what the spool still holds behind what the container has,
 * and signs it as truncated, with the reason. Safe to call again after a crash in the middle of it. Throws
 * `conflict` while a living process writes or seals it, `not-found` when there is neither spool nor recording,
 * `not-ready` when no key opens it.
 */
export async function sealRecording(options: SealRecordingOptions): Promise<SealedRecording> {
  const { recordingId } = options;
  const paths = recordingPaths(options, recordingId);
  if (existsSync(paths.sealedFile)) return finishSealed(recordingId, paths);
  const home = paths.spoolDirectories.find((directory) => existsSync(directory));
  if (!home) throw new DomainError('not-found', 'There is no spool of this recording here.');
  await claim(home, options.ownerIsGone ?? false);
  try {
    return await foldAndSeal(await foldJob(options, paths), options);
  } catch (error) {
    await rm(path.join(home, 'sealer'), { force: true });
    throw error;
  }
}

function foldAndSeal(job: FoldJob, options: SealRecordingOptions): Promise<SealedRecording> {
  const { reason, clock = systemClock } = options;
  return new Promise((resolve, reject) => {
    const handle = sharedFolding().open(job, {
      folded: () => undefined,
      checkpoint: (checkpoint) => options.onCheckpoint?.(checkpoint),
      sealed: resolve,
      failed: (message) => {
        handle.release();
        reject(new DomainError('not-ready', `The recording cannot be sealed yet: ${message}.`));
      },
    });
    handle.seal({ reason, complete: false }, { t: 0, at: clock.now().toISOString() });
  });
}

export interface UnsealedSpool {
  recordingId: string;
  /** Undefined when no segment begins with a readable head: the files are kept for a person to look at. */
  header: RecordingHeader | undefined;
}

/** Recordings in the spools that no living process of this machine writes. */
export async function findUnsealedRecordings(
  directories: Pick<RecordingDirectories, 'spoolDirectory' | 'secondSpoolDirectory'>,
): Promise<UnsealedSpool[]> {
  const roots = [directories.spoolDirectory, directories.secondSpoolDirectory].filter(
    (root): root is string => root !== undefined,
  );
  const ids = new Set<string>();
  for (const root of roots) for (const id of await recordingIdsIn(root)) ids.add(id);
  const found: UnsealedSpool[] = [];
  for (const recordingId of ids) {
    const spools = roots.map((root) => path.join(root, recordingId));
    const owners = await Promise.all(spools.map((spool) => readSpoolOwner(spool, 'owner')));
    if (owners.some((owner) => owner && isAlive(owner))) continue;
    found.push({ recordingId, header: readSpoolHead(spools)?.header });
  }
  return found;
}

async function claim(home: string, ownerIsGone: boolean): Promise<void> {
  const owner = await readSpoolOwner(home, 'owner');
  const isWritten = owner && isAlive(owner) && !ownerIsGone;
  if (isWritten || !(await claimSpool(home, 'sealer')))
    throw new DomainError(
      'conflict',
      'The recording is still held by a living process. Try again when it ended.',
    );
}

async function foldJob(options: SealRecordingOptions, paths: RecordingPaths): Promise<FoldJob> {
  const head = readSpoolHead(paths.spoolDirectories);
  if (!head || head.header.recordingId !== options.recordingId)
    throw new DomainError(
      'not-ready',
      'The spool has no readable head. Keep its files and restore the disk.',
    );
  const dataKey = await options.unwrapKey(head.wrappedDataKey);
  const inputDataKey = head.wrappedInputDataKey
    ? await options.unwrapKey(head.wrappedInputDataKey)
    : undefined;
  const signingPrivateKey = openSigningKey(head, dataKey);
  if (!signingPrivateKey)
    throw new DomainError('not-ready', 'The key that was given does not open this recording.');
  const { sealedSigningKey: _, segment: __, header, ...keys } = head;
  return {
    recordingId: options.recordingId,
    ...paths,
    header: { ...keys, ...header, typedInput: inputDataKey ? 'recorded' : 'not-recorded' },
    dataKey,
    ...(inputDataKey && { inputDataKey }),
    signingPrivateKey,
  };
}

/** The crash came between sealing and clearing up. */
async function finishSealed(recordingId: string, paths: RecordingPaths): Promise<SealedRecording> {
  const sealed = describeSealedFile(recordingId, paths.sealedFile);
  if (!sealed)
    throw new DomainError(
      'conflict',
      'A file stands where the recording belongs, and it is not this recording.',
    );
  await rm(paths.openFile, { force: true });
  for (const directory of paths.spoolDirectories) await rm(directory, { recursive: true, force: true });
  return sealed;
}

async function recordingIdsIn(root: string): Promise<string[]> {
  try {
    await stat(root);
    return (await readdir(root)).filter((name) => isId('rec', name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
