import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { type Frame, MalformedFrames, parseFrames } from '../frame.js';
import { maxSpoolHeadBytes, parseSpoolHead, type SpoolHead } from './spool-head.js';
import {
  type FrameSpan,
  openSpoolRecord,
  parseSpoolRecordHead,
  type SpoolKeys,
  spoolRecordHeadBytes,
  spoolRecordMagic,
} from './spool-record.js';
import { KeptArena } from './kept-arena.js';
import { segmentNumber } from './spool-segment.js';

export interface SpoolRecord {
  number: number;
  typedInput: boolean;
  /** Undefined: kept as it was sealed, or typed input whose key is not at hand. */
  frames: Frame[] | undefined;
  /** A record that goes into the container as it is: all its bytes, its head included. */
  kept?: KeptRecord;
}

export interface KeptRecord {
  /** Until the next read: the memory is used again. */
  bytes: Buffer;
  span: FrameSpan;
}

/** Records that were in the spool once and cannot be read. */
export interface SpoolGap {
  fromRecord: number;
  /** Exclusive. */
  toRecord: number;
}

export interface SpoolSlice {
  records: SpoolRecord[];
  gaps: SpoolGap[];
  /** Bytes of segments passed by this slice. */
  bytes: number;
}

/** How far a live spool may be read; a spool that nobody writes any more is read to its end. */
export interface ReadableUpTo {
  segment: number;
  bytes: number;
}

/**
 * Reads the records of one recording in order, from one or two spool folders. A record that stands twice (a
 * failed disk was left in the middle of a write) is given once. Torn and damaged places are stepped over; the
 * record numbers tell what is missing.
 */
export class SpoolReader {
  /** Segments that are read to their end and that no later read needs. */
  readonly finished: string[] = [];
  private open: { number: number; file: string; fd: number; offset: number } | undefined;
  private lastSegment = -1;
  private readonly arena = new KeptArena();

  constructor(
    private readonly directories: readonly string[],
    private readonly keys: SpoolKeys,
    /** Records before this one were folded already. */
    public nextRecord: number,
  ) {}

  /** The next records, about `budgetBytes` of them. An empty slice with `bytes` 0 means: nothing more for now. */
  read(budgetBytes: number, upTo?: ReadableUpTo): SpoolSlice {
    const slice: SpoolSlice = { records: [], gaps: [], bytes: 0 };
    this.arena.begin();
    try {
      this.fill(slice, budgetBytes, upTo);
    } catch (error) {
      // What was read before the fault is given first; the next read meets the fault again.
      if (slice.bytes === 0) throw error;
    } finally {
      this.arena.end();
    }
    return slice;
  }

  private fill(slice: SpoolSlice, budgetBytes: number, upTo: ReadableUpTo | undefined): void {
    while (slice.bytes < budgetBytes) {
      const segment = this.open ?? this.openNext(upTo);
      if (!segment) break;
      const size = fstatSync(segment.fd).size;
      const live = upTo !== undefined && segment.number === upTo.segment;
      const end = live ? Math.min(size, upTo.bytes) : size;
      if (segment.offset < end && this.readRecord(segment, end, slice, live, upTo !== undefined)) continue;
      if (live || (upTo && segment.number > upTo.segment)) break;
      this.finish();
    }
  }

  close(): void {
    this.closeSegment();
    this.arena.begin();
    this.arena.end();
  }

  private closeSegment(): void {
    if (this.open) closeSync(this.open.fd);
    this.open = undefined;
  }

  private finish(): void {
    if (!this.open) return;
    this.finished.push(this.open.file);
    this.closeSegment();
  }

  private openNext(upTo: ReadableUpTo | undefined): SpoolReader['open'] {
    const next = this.segments().find(
      ({ number }) => number > this.lastSegment && (!upTo || number <= upTo.segment),
    );
    if (!next) return undefined;
    const fd = openSync(next.file, 'r');
    const head = parseSpoolHead(readAt(fd, 0, mostHeadBytes));
    this.lastSegment = next.number;
    // Without a head (torn at birth) the whole segment is searched for records.
    this.open = { ...next, fd, offset: head?.length ?? 0 };
    return this.open;
  }

  private segments(): { number: number; file: string }[] {
    return listSegments(this.directories);
  }

  /** False when no whole record follows in this segment. */
  private readRecord(
    segment: NonNullable<SpoolReader['open']>,
    end: number,
    slice: SpoolSlice,
    live: boolean,
    isOurs: boolean,
  ): boolean {
    const headBytes = readAt(
      segment.fd,
      segment.offset,
      Math.min(spoolRecordHeadBytes, end - segment.offset),
    );
    const head = parseSpoolRecordHead(headBytes, 0);
    const length = (head?.headBytes ?? 0) + (head?.sealedBytes ?? 0);
    const next = segment.offset + length;
    if (!head || next > end) return !live && this.skipToRecord(segment, end, slice);
    if (head.number < this.nextRecord) {
      this.stepTo(next, segment, slice);
      return true;
    }
    // The record of a spool that is being written came from this process; one that was left behind may be torn.
    const isTrusted = isOurs && head.kept !== undefined;
    const bytes = head.kept
      ? readInto(this.arena.take(length), segment.fd, segment.offset)
      : readIntoScratch(segment.fd, segment.offset, length);
    const frames = isTrusted ? undefined : this.framesOf(bytes, head.headBytes);
    const readable = isTrusted || frames !== undefined || (head.typedInput && !this.keys.inputDataKey);
    if (!readable || bytes.length < length) return !live && this.skipToRecord(segment, end, slice);
    this.stepTo(next, segment, slice);
    if (head.number > this.nextRecord)
      slice.gaps.push({ fromRecord: this.nextRecord, toRecord: head.number });
    this.nextRecord = head.number + 1;
    const { number, typedInput, kept } = head;
    const isKept = kept && (isTrusted || frames);
    slice.records.push({ number, typedInput, frames, ...(isKept && { kept: { bytes, span: kept } }) });
    return true;
  }

  private stepTo(offset: number, segment: NonNullable<SpoolReader['open']>, slice: SpoolSlice): void {
    slice.bytes += offset - segment.offset;
    segment.offset = offset;
  }

  private framesOf(record: Buffer, headBytes: number): Frame[] | undefined {
    const plain = openSpoolRecord(this.keys, record.subarray(0, headBytes), record.subarray(headBytes));
    if (!plain) return undefined;
    try {
      return parseFrames(plain, 0);
    } catch (error) {
      if (error instanceof MalformedFrames) return undefined;
      throw error;
    }
  }

  /** Moves to the next place that begins like a record. False when there is none. */
  private skipToRecord(segment: NonNullable<SpoolReader['open']>, end: number, slice: SpoolSlice): boolean {
    for (let at = segment.offset + 1; at < end;) {
      const window = readAt(segment.fd, at, Math.min(searchBytes, end - at));
      let found = window.indexOf(spoolRecordMagic);
      while (found >= 0 && found + spoolRecordHeadBytes <= window.length) {
        if (parseSpoolRecordHead(window, found)) {
          this.stepTo(at + found, segment, slice);
          return true;
        }
        found = window.indexOf(spoolRecordMagic, found + 1);
      }
      if (at + window.length >= end) break;
      at += window.length - spoolRecordHeadBytes;
    }
    this.stepTo(end, segment, slice);
    return false;
  }
}

const searchBytes = 1 << 20;

/** Segments of one recording over all its spool folders, in order. A folder that is not there holds none. */
export function listSegments(directories: readonly string[]): { number: number; file: string }[] {
  const segments: { number: number; file: string }[] = [];
  for (const directory of directories) {
    for (const name of namesIn(directory)) {
      const number = segmentNumber(name);
      if (number !== undefined) segments.push({ number, file: path.join(directory, name) });
    }
  }
  return segments.sort((one, other) => one.number - other.number);
}

/** The first readable head among the segments of a recording. */
export function readSpoolHead(directories: readonly string[]): SpoolHead | undefined {
  for (const { file } of listSegments(directories)) {
    const fd = openSync(file, 'r');
    try {
      const parsed = parseSpoolHead(readAt(fd, 0, mostHeadBytes));
      if (parsed) return parsed.head;
    } finally {
      closeSync(fd);
    }
  }
  return undefined;
}

const mostHeadBytes = maxSpoolHeadBytes + 16;

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readAt(fd: number, offset: number, length: number): Buffer {
  return readInto(Buffer.allocUnsafe(length), fd, offset);
}

function readInto(bytes: Buffer, fd: number, offset: number): Buffer {
  return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, offset));
}

/** Every record is opened before the next is read, so one buffer serves all readers of this thread. */
let scratch = Buffer.alloc(0);

function readIntoScratch(fd: number, offset: number, length: number): Buffer {
  if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(Math.max(length, 2 << 20));
  return scratch.subarray(0, readSync(fd, scratch, 0, length, offset));
}
