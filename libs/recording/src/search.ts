import type { RecordingReader } from './replay.js';
import { type TextLine, TextLines } from './replay/text-lines.js';

export interface RecordedLine extends TextLine {
  channel: number;
}

export interface SearchOptions {
  isCaseSensitive?: boolean;
  /** At most 1000. */
  limit?: number;
}

const mostHits = 1000;

/** Everything that was shown on terminals, as lines of plain text with their times. For the search and its index. */
export async function* readTextLines(reader: RecordingReader): AsyncGenerator<RecordedLine> {
  const channels = new Map<number, TextLines>();
  for await (const frame of reader.frames({ kinds: ['terminal-out', 'terminal-err'] })) {
    if (frame.isState) continue;
    let lines = channels.get(frame.channel);
    if (!lines) channels.set(frame.channel, (lines = new TextLines()));
    for (const line of lines.feed(frame.data, frame.atMs)) yield { ...line, channel: frame.channel };
  }
  for (const [channel, lines] of channels) for (const line of lines.end()) yield { ...line, channel };
}

/**
 * The lines that hold the words, in the order they were shown. An empty query finds nothing, and nothing is found in what
 * a desktop shows: its pictures are not read (`showsDesktop` of the header tells).
 */
export async function searchRecording(
  reader: RecordingReader,
  query: string,
  options: SearchOptions = {},
): Promise<RecordedLine[]> {
  const fold = (text: string) => (options.isCaseSensitive ? text : text.toLowerCase());
  const wanted = fold(query.trim());
  const limit = Math.min(mostHits, options.limit ?? mostHits);
  const hits: RecordedLine[] = [];
  if (wanted === '' || limit < 1) return hits;
  for await (const line of readTextLines(reader)) {
    if (!fold(line.text).includes(wanted)) continue;
    hits.push(line);
    if (hits.length >= limit) break;
  }
  return hits;
}
