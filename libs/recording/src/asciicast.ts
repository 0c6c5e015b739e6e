import { DomainError } from '@gatehouse/kernel';
import { showsDesktop } from './recording-header.js';
import type { RecordingReader } from './replay.js';

export interface AsciicastOptions {
  /** The first channel that is a terminal when left out. */
  channel?: number;
  /** Adds what was typed, when it was recorded and the reader has its key. */
  withInput?: boolean;
}

/**
 * The recording of one terminal as asciicast v2, line by line. An export is derived: the signed recording stays the
 * evidence, and the title says so. Throws `conflict` for a desktop. A character whose bytes are spread over frames comes whole with the last of them.
 */
export async function* exportAsciicast(
  reader: RecordingReader,
  options: AsciicastOptions = {},
): AsyncGenerator<string> {
  if (showsDesktop(reader.header)) throw new DomainError('conflict', noTerminal);
  const { channel, size } = await findTerminal(reader, options.channel);
  const { recordingId, startedAt } = reader.header;
  yield line({
    version: 2,
    ...size,
    timestamp: Math.floor(new Date(startedAt).getTime() / 1000),
    title: `${recordingId} (derived copy, not evidence)`,
  });
  const decoders = { o: new TextDecoder('utf-8'), i: new TextDecoder('utf-8') };
  let lastMs = 0;
  for await (const frame of reader.frames()) {
    if (frame.channel !== channel || frame.isState) continue;
    const code = codeOf(frame.kind, options.withInput ?? false);
    if (!code) continue;
    lastMs = frame.atMs;
    const text =
      code === 'r' ? frame.data.toString('latin1') : decoders[code].decode(frame.data, { stream: true });
    if (text !== '') yield line([frame.atMs / 1000, code, text]);
  }
  const rest = decoders.o.decode();
  if (rest !== '') yield line([lastMs / 1000, 'o', rest]);
}

const noTerminal =
  'This is the recording of a desktop: it has no terminal to copy. Take a picture or a video of it.';

async function findTerminal(
  reader: RecordingReader,
  wanted: number | undefined,
): Promise<{ channel: number; size: { width: number; height: number } }> {
  for await (const frame of reader.frames({ kinds: ['resize', 'terminal-out'] })) {
    if (wanted !== undefined && frame.channel !== wanted) continue;
    const [width, height] =
      frame.kind === 'resize' ? frame.data.toString('latin1').split('x').map(Number) : [];
    return { channel: frame.channel, size: { width: width || 80, height: height || 24 } };
  }
  return { channel: wanted ?? 0, size: { width: 80, height: 24 } };
}

function codeOf(kind: string, withInput: boolean): 'o' | 'i' | 'r' | undefined {
  if (kind === 'terminal-out' || kind === 'terminal-err') return 'o';
  if (kind === 'terminal-in') return withInput ? 'i' : undefined;
  return kind === 'resize' ? 'r' : undefined;
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
