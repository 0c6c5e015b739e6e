import { FieldReader } from './wire-fields.js';

/** One line of a folder at the machine. */
export interface MachineEntry {
  /** As it may be shown: nothing in it acts on the reader. */
  readonly shownName: string;
  /** As it is asked for; null when the name is no plain text, so that asking for it would mean another file. */
  readonly name: string | null;
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number | null;
  /** Milliseconds; null when the machine does not say. */
  readonly changedAt: number | null;
}

const hidden: ReadonlySet<string> = new Set(['.', '..']);

/** The entries of one NAME reply (after its id), without `.` and `..`. */
export function readEntries(reader: FieldReader): MachineEntry[] {
  const entries: MachineEntry[] = [];
  for (let count = reader.uint32(); count > 0; count--) {
    const bytes = reader.bytes();
    reader.bytes();
    const { kind, sizeBytes, changedAt } = readAttributes(reader);
    const text = new TextDecoder().decode(bytes);
    if (hidden.has(text)) continue;
    entries.push({ shownName: shownName(text), name: exactName(bytes), kind, sizeBytes, changedAt });
  }
  return entries;
}

export function readAttributes(reader: FieldReader): Pick<MachineEntry, 'kind' | 'sizeBytes' | 'changedAt'> {
  const flags = reader.uint32();
  const sizeBytes = flags & 1 ? reader.uint64() : null;
  if (flags & 2) {
    reader.uint32();
    reader.uint32();
  }
  const mode = flags & 4 ? reader.uint32() : null;
  let changedAt: number | null = null;
  if (flags & 8) {
    reader.uint32();
    changedAt = reader.uint32() * 1000;
  }
  if (flags & 0x8000_0000) for (let left = 2 * reader.uint32(); left > 0; left--) reader.bytes();
  return { kind: kindOf(mode), sizeBytes, changedAt };
}

/** The text of a name without control, format and other characters that act on what stands around them. */
export function shownName(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}

function exactName(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text === shownName(text) && text !== '' && !text.includes('/') ? text : null;
  } catch {
    return null;
  }
}

function kindOf(mode: number | null): MachineEntry['kind'] {
  if (mode === null) return 'other';
  const type = mode & 0o170000;
  return type === 0o040000 ? 'folder' : type === 0o100000 ? 'file' : 'other';
}
