import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { VideoForm, VideoProgress } from '@gatehouse/contracts';
import { DomainError } from '@gatehouse/kernel';
import type { PersonId, RecordingId } from '@gatehouse/kernel';
import { type DesktopImage, type RecordingReader, type VideoImage, videoImages } from '@gatehouse/recording';

/** More would take the processor from the sessions beside them. */
const mostAtOnce = 2;

export interface VideoWish {
  readonly personId: PersonId;
  readonly recordingId: RecordingId;
  readonly form: VideoForm;
  readonly framesPerSecond: number;
}

/** One video that is being made. */
export interface VideoExport {
  /** Resolves when all of it was written, or `to` was closed; rejects when it could not be made. */
  write(reader: RecordingReader, to: Writable): Promise<void>;
  /** Always called in the end: makes room for the next. */
  end(): void;
}

/**
 * Makes videos of desktops with ffmpeg, where the machine has it. Nothing is kept on disk: images go in and the video comes
 * out while it is fetched, and a fetch that is broken off ends it.
 */
export class VideoExports {
  private readonly running = new Map<string, VideoProgress>();

  constructor(private readonly findProgram: () => string | null = findFfmpeg) {}

  /** @throws DomainError `not-ready` without ffmpeg, or while as many as may be are made; `conflict` for a second of the same. */
  begin(wish: VideoWish): VideoExport {
    const program = this.findProgram();
    if (program === null)
      throw new DomainError(
        'not-ready',
        'This gateway has no ffmpeg to make videos with. Install it there first.',
      );
    const key = keyOf(wish);
    if (this.running.has(key))
      throw new DomainError(
        'conflict',
        'You are fetching a video of this recording already. Let it finish first.',
      );
    if (this.running.size >= mostAtOnce)
      throw new DomainError('not-ready', 'Other videos are being made. Try again when one of them is done.');
    this.running.set(key, { doneMs: 0, durationMs: 0 });
    return {
      write: (reader, to) =>
        makeVideo(program, wish, reader, to, (doneMs) =>
          this.running.set(key, { doneMs, durationMs: reader.durationMs }),
        ),
      end: () => void this.running.delete(key),
    };
  }

  /** Null when this person fetches no video of it. */
  progressOf(wish: Pick<VideoWish, 'personId' | 'recordingId'>): VideoProgress | null {
    return this.running.get(keyOf(wish)) ?? null;
  }
}

function keyOf({ personId, recordingId }: Pick<VideoWish, 'personId' | 'recordingId'>): string {
  return `${personId} ${recordingId}`;
}

async function makeVideo(
  program: string,
  wish: VideoWish,
  reader: RecordingReader,
  to: Writable,
  progress: (doneMs: number) => void,
): Promise<void> {
  const images = videoImages(reader, wish.framesPerSecond);
  const first = await images.next();
  if (first.done) throw new DomainError('not-found', 'This recording shows no desktop to make a video of.');
  const child = start(program, argumentsFor(wish, first.value.image));
  try {
    const ended = exitOf(child);
    // Heard below, but only when all was drawn.
    ended.catch(() => undefined);
    const drawn = draw(child.stdin, first.value, images, progress);
    await Promise.all([pipeline(child.stdout, to), drawn.then(() => ended)]);
  } finally {
    child.kill('SIGKILL');
    await images.return(undefined);
  }
}

type Encoder = ChildProcess & { stdin: Writable; stdout: Readable };

function start(program: string, args: readonly string[]): Encoder {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
  // What is written to an encoder that is gone fails in `draw`, and says so there.
  child.stdin.on('error', () => undefined);
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  return child;
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error('the video was not made: ffmpeg ended early')),
    );
  });
}

async function draw(
  stdin: Writable,
  first: VideoImage,
  rest: AsyncGenerator<VideoImage, void>,
  progress: (doneMs: number) => void,
): Promise<void> {
  let next: VideoImage | void = first;
  while (next) {
    await written(stdin, next.image);
    progress(next.atMs);
    next = (await rest.next()).value;
  }
  stdin.end();
}

/** The pace of the encoder is the pace of the reading. */
function written(stdin: Writable, { rgba }: DesktopImage): Promise<void> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
    stdin.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

const encoders: Readonly<Record<VideoForm, readonly string[]>> = {
  mp4: [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '28'],
    // Fetched while it is made: nothing can be written at its beginning afterwards.
    ...['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4'],
  ],
  webm: [
    '-c:v',
    'libvpx-vp9',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-crf',
    '36',
    '-b:v',
    '0',
    '-f',
    'webm',
  ],
};

/** Fixed but for numbers and the recording's id; nothing of it comes from the wire. */
function argumentsFor(wish: VideoWish, { width, height }: DesktopImage): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'error', '-threads', '1'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb0', '-s', `${width}x${height}`],
    ...['-r', String(wish.framesPerSecond), '-i', 'pipe:0', '-an'],
    // Both encoders want even sides.
    ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p', '-threads', '1'],
    ...['-metadata', `title=${wish.recordingId} (derived copy, not evidence)`],
    ...['-metadata', 'comment=Made from the recording, which stays the evidence.'],
    ...encoders[wish.form],
    // Otherwise a quiet hour stays in the encoder's buffer, and whoever fetches it takes it for dead.
    ...['-flush_packets', '1', 'pipe:1'],
  ];
}

function findFfmpeg(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'ffmpeg')).find((file) => existsSync(file)) ?? null;
}
