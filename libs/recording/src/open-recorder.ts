import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, DomainError, systemClock } from '@gatehouse/kernel';
import type { ContainerHeader } from './container/container-header.js';
import { FoldingBacklog } from './folding/folding-backlog.js';
import { sharedFolding } from './folding/folding-client.js';
import { makeFolder } from './make-folder.js';
import type { Recorder } from './recorder.js';
import { RecorderLost } from './recorder-lost.js';
import type { RecordingHeader, RecordingKeys } from './recording-header.js';
import { type RecordingDirectories, recordingPaths } from './recording-paths.js';
import { SpoolRecorder } from './spool-recorder.js';
import { withinMs } from './spool/deadline.js';
import { localDisk, type SpoolDisk } from './spool/spool-disk.js';
import { sealSigningKey } from './spool/spool-head.js';
import { claimSpool } from './spool/spool-owner.js';
import { type SpoolLimits, SpoolWriter } from './spool/spool-writer.js';

export interface RecorderOptions extends RecordingDirectories {
  header: RecordingHeader;
  keys: RecordingKeys;
  clock?: Clock;
  /** The spool's disk; the local one when left out. */
  disk?: SpoolDisk;
  limits?: Partial<SpoolLimits>;
  /** How long `close` waits for the container without seeing it grow; 15 s when left out. */
  sealWithinMs?: number;
}

/**
 * Opens the spool of a new recording. Throws RecorderLost when it cannot be opened, written and synced: no recorder,
 * no session. Throws `invalid-input` for ids and keys that cannot be right.
 */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  const { header, keys, clock = systemClock, disk = localDisk } = options;
  const paths = recordingPaths(options, header.recordingId);
  checkKeys(header, keys);
  const backlog = new FoldingBacklog();
  const spool = await openSpool(options, paths.spoolDirectories, disk, backlog);
  const job = {
    recordingId: header.recordingId,
    ...paths,
    header: containerHeader(header, keys),
    dataKey: keys.dataKey,
    ...(keys.inputDataKey && { inputDataKey: keys.inputDataKey }),
    signingPrivateKey: keys.signingPrivateKey,
  };
  return new SpoolRecorder({
    ...{ spool, job, clock, backlog },
    folding: sharedFolding(),
    sealWithinMs: options.sealWithinMs ?? 15_000,
  });
}

async function openSpool(
  options: RecorderOptions,
  directories: [string, ...string[]],
  disk: SpoolDisk,
  backlog: FoldingBacklog,
): Promise<SpoolWriter> {
  const { header, keys, limits } = options;
  const [home] = directories;
  const reserve = path.join(home, 'reserve');
  let isOurs = false;
  const prepare = async () => {
    await makeFolder(options.storeDirectory);
    await disk.makeDirectory(home);
    isOurs = true;
    if (!(await claimSpool(home, 'owner'))) throw new Error('claimed');
    const file = await disk.create(reserve);
    await file.write([reserveBytes]);
    await file.close();
  };
  try {
    await withinMs(prepare(), openWithinMs);
    return await SpoolWriter.open({
      disk,
      directories,
      keys,
      head: {
        v: 1,
        header,
        wrappedDataKey: keys.wrappedDataKey,
        ...(keys.wrappedInputDataKey && { wrappedInputDataKey: keys.wrappedInputDataKey }),
        sealedSigningKey: sealSigningKey(keys),
        signingPublicKey: keys.signingPublicKey,
        signingKeyId: keys.signingKeyId,
      },
      ...(limits && { limits }),
      gate: () => backlog.wait(),
      releaseReserve: () => disk.remove(reserve),
    });
  } catch (error) {
    // Nothing was recorded. The disk may hang: clearing up is not waited for, and its failure changes nothing.
    if (isOurs) rm(home, { recursive: true, force: true }).then(undefined, () => undefined);
    throw lostAtStart(error, options.spoolDirectory);
  }
}

/** Set aside so that a recording on a full disk can still write its end. */
const reserveBytes = Buffer.alloc(256 << 10);
const openWithinMs = 5000;

function lostAtStart(error: unknown, directory: string): RecorderLost {
  if (error instanceof RecorderLost) return error;
  const fault = (error as NodeJS.ErrnoException | null)?.code ?? 'unknown';
  return new RecorderLost(
    `The recording cannot be started, so the session is not. Check the disk of ${directory} (${fault}).`,
    fault,
  );
}

function checkKeys(header: RecordingHeader, keys: RecordingKeys): void {
  const fits =
    keys.recordingId === header.recordingId &&
    keys.dataKey.length === 32 &&
    (keys.inputDataKey === undefined) === (keys.wrappedInputDataKey === undefined) &&
    (keys.inputDataKey === undefined || keys.inputDataKey.length === 32) &&
    JSON.stringify(header.meta).length <= maxMetaLength;
  if (!fits)
    throw new DomainError('invalid-input', 'The keys or the header of the recording cannot be used.');
}

const maxMetaLength = 64 << 10;

function containerHeader(header: RecordingHeader, keys: RecordingKeys): ContainerHeader {
  return {
    v: 1,
    ...header,
    wrappedDataKey: keys.wrappedDataKey,
    ...(keys.wrappedInputDataKey && { wrappedInputDataKey: keys.wrappedInputDataKey }),
    typedInput: keys.inputDataKey ? 'recorded' : 'not-recorded',
    signingKeyId: keys.signingKeyId,
    signingPublicKey: keys.signingPublicKey,
  };
}
