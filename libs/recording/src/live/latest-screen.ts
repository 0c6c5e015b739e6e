import { chunkFlags, chunkHeaderBytes, parseChunkHeader } from '../container/chunk-header.js';
import type { IndexEntry } from '../container/chunk-index.js';
import { lastKeyGroup } from '../container/last-key-group.js';
import { showsDesktop } from '../recording-header.js';
import { openRecordingFile } from '../recording-source.js';
import { readRecording, type ReplayFrame } from '../replay.js';
import { readAhead } from './read-ahead.js';

/** Sealed bytes read behind the last whole screen, at most. More than that is bulk that no screen shows. */
const mostTailBytes = 8 << 20;

export interface LatestScreen {
  /** The state of every terminal and desktop, then what came after it, as far as it is folded. */
  readonly frames: ReplayFrame[];
  /** Records of the spool these frames stand for: the splice goes on with this one. */
  readonly nextRecord: number;
  /** Something between the last whole screen and the frames was passed over, because there was too much of it. */
  readonly passedOver: boolean;
  readonly startedAt: string;
}

/** The end of a container from its last KEY chunk on. Null when there is no such file, or no header in it yet. */
export async function readLatestScreen(file: string, dataKey: Buffer): Promise<LatestScreen | null> {
  const opened = await openRecordingFile(file).catch(ignoreMissing);
  if (!opened) return null;
  if (opened.size === 0) {
    await opened.close();
    return null;
  }
  const source = readAhead(opened);
  const reader = await readRecording(source, dataKey);
  try {
    const chunks = wholeGroups(reader.chunks.filter((chunk) => chunk.type === 'data'));
    const last = chunks.at(-1);
    const header = last && parseChunkHeader(await source.read(last.offset, chunkHeaderBytes));
    const [from, stateEnd] = lastKeyGroup(chunks);
    const later = chunks.slice(stateEnd);
    const isDesktop = showsDesktop(reader.header);
    // Each change of a desktop stands on the one before; its KEY chunks come by bytes, so there are never many.
    const tail = isDesktop ? later.filter(isOpened) : newest(later);
    const frames: ReplayFrame[] = [];
    for (const chunk of [...chunks.slice(from, stateEnd), ...tail])
      frames.push(...(await reader.framesOf(chunk)));
    return {
      frames,
      nextRecord: header?.records ?? 0,
      passedOver: !isDesktop && tail.length < later.length,
      startedAt: reader.header.startedAt,
    };
  } finally {
    await reader.close();
  }
}

/** What is kept as it was sealed shows nothing on a screen. */
function isOpened(chunk: IndexEntry): boolean {
  return (chunk.flags & chunkFlags.kept) === 0;
}

/** A group of chunks stands for its records only when its last one is there; until then the spool has them. */
function wholeGroups(chunks: readonly IndexEntry[]): IndexEntry[] {
  return chunks.slice(0, chunks.findLastIndex((chunk) => !(chunk.flags & chunkFlags.more)) + 1);
}

function newest(chunks: readonly IndexEntry[]): IndexEntry[] {
  let bytes = 0;
  let from = chunks.length;
  while (from > 0 && bytes + (chunks[from - 1]?.payloadBytes ?? 0) <= mostTailBytes) {
    from -= 1;
    bytes += chunks[from]?.payloadBytes ?? 0;
  }
  return chunks.slice(from);
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
