import type { FileEvent, RecordFile } from './file-event.js';

/** What an entry of a `file` frame tells. Never renumbered. */
export const entryForms = { readAsked: 1, read: 2, writeAsked: 3, written: 4, operation: 5 } as const;
export type EntryForm = keyof typeof entryForms;

export interface FileEntry {
  readonly form: EntryForm;
  /** Number of the file in this channel, from 1; 0 when the entry is about none. */
  readonly file: number;
  readonly offset: bigint;
  readonly length: number;
  /** Status code of SFTP (0 ok, 1 end of file); 0 in what is only asked. */
  readonly status: number;
  /** `length` bytes, or null when they are not kept. */
  readonly content: Buffer | null;
}

const headBytes = 24;
const contentFlag = 1;

/** What happened since the last flush, in order; consecutive entries share a frame. */
export class FileLog {
  private events: FileEvent[] = [];
  private entries: Buffer[] = [];

  constructor(private readonly record: RecordFile) {}

  mark(name: string, data: Readonly<Record<string, unknown>>): void {
    this.closeFrame();
    this.events.push({ kind: 'mark', name, data });
  }

  /** An operation that people rarely look for, such as a look at a folder. */
  operation(data: Readonly<Record<string, unknown>>): void {
    const content = Buffer.from(JSON.stringify(data));
    this.entry({ form: 'operation', file: 0, offset: 0n, length: content.length, status: 0, content });
  }

  entry(entry: FileEntry): void {
    const head = Buffer.alloc(headBytes);
    head.writeUInt8(entryForms[entry.form], 0);
    head.writeUInt8(entry.content ? contentFlag : 0, 1);
    head.writeUInt32LE(entry.file, 4);
    head.writeBigUInt64LE(entry.offset, 8);
    head.writeUInt32LE(entry.length, 16);
    head.writeUInt32LE(entry.status, 20);
    this.entries.push(head);
    if (entry.content) this.entries.push(entry.content);
  }

  /** Resolves when everything is on record. Rejects when the session is over. */
  async flush(): Promise<void> {
    this.closeFrame();
    if (this.events.length === 0) return;
    await Promise.all(this.events.splice(0).map((event) => this.record(event)));
  }

  private closeFrame(): void {
    if (this.entries.length === 0) return;
    this.events.push({ kind: 'file', bytes: Buffer.concat(this.entries.splice(0)) });
  }
}

/** The entries of one `file` frame. Throws on bytes that are none; bounds every length. */
export function parseFileEntries(frame: Buffer): FileEntry[] {
  const entries: FileEntry[] = [];
  for (let at = 0; at < frame.length;) {
    if (frame.length - at < headBytes) throw new MalformedEntries('an entry is cut off');
    const form = Object.entries(entryForms).find(([, number]) => number === frame.readUInt8(at))?.[0];
    if (!form) throw new MalformedEntries('an entry has a form this version does not know');
    const hasContent = (frame.readUInt8(at + 1) & contentFlag) !== 0;
    const length = frame.readUInt32LE(at + 16);
    const start = at + headBytes;
    if (hasContent && length > frame.length - start) throw new MalformedEntries('content is cut off');
    entries.push({
      form: form as EntryForm,
      file: frame.readUInt32LE(at + 4),
      offset: frame.readBigUInt64LE(at + 8),
      length,
      status: frame.readUInt32LE(at + 20),
      content: hasContent ? frame.subarray(start, start + length) : null,
    });
    at = start + (hasContent ? length : 0);
  }
  return entries;
}

export class MalformedEntries extends Error {}
