import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { SessionOutcome } from '@gatehouse/session/plugin';
import type { SessionWish } from '../../client/join-domain.js';

/** What our side did between two PDUs of the target: the rest of it follows from what was heard. */
export type OwnDeed =
  { readonly deed: 'begin' | 'refresh' | 'close' } | { readonly deed: 'clipboard'; readonly text: string };

/** One PDU of the target, header included, or a deed of ours. */
export type TraceEntry = Buffer | OwnDeed;

/** What came of a session: the same for the target itself and for its trace. */
export interface SessionSight {
  /** Of the picture at the end, in pixels. */
  readonly width: number;
  readonly height: number;
  /** SHA-256 of its pixels, in hexadecimal. */
  readonly picture: string;
  /** SHA-256 of each shape of the pointer, with its hot spot, in order. */
  readonly pointers: readonly string[];
  /** What the target's clipboard held, in order. */
  readonly texts: readonly string[];
  readonly resizes: number;
  /** Null where our side left. */
  readonly outcome: SessionOutcome | null;
}

/** What a real target said within TLS, behind the sign-in, with its PDUs as they were cut, and what a session made of it. */
export interface TargetTrace {
  readonly target: string;
  readonly wish: SessionWish;
  readonly sight: SessionSight;
  readonly entries: readonly TraceEntry[];
}

const kinds = { pdu: 0, deed: 1 } as const;
const headBytes = 5;
/** No trace of ours is longer. */
const mostBytes = 64 * 1024 * 1024;

/** A line of JSON; then for each entry its kind, its length in four bytes, and itself; all of it by brotli. */
export function writeTrace({ entries, ...about }: TargetTrace): Buffer {
  const parts = entries.flatMap((entry) => {
    const body = Buffer.isBuffer(entry) ? entry : Buffer.from(JSON.stringify(entry));
    const head = Buffer.alloc(headBytes);
    head[0] = Buffer.isBuffer(entry) ? kinds.pdu : kinds.deed;
    head.writeUInt32LE(body.length, 1);
    return [head, body];
  });
  return brotliCompressSync(Buffer.concat([Buffer.from(`${JSON.stringify(about)}\n`), ...parts]), {
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
}

/** @param bytes of a file of ours: what is in it is taken as it is. */
export function readTrace(bytes: Uint8Array): TargetTrace {
  const all = brotliDecompressSync(bytes, { maxOutputLength: mostBytes });
  const line = all.indexOf('\n');
  const about = JSON.parse(all.toString('utf8', 0, line)) as Omit<TargetTrace, 'entries'>;
  const entries: TraceEntry[] = [];
  for (let at = line + 1; at < all.length;) {
    const end = at + headBytes + all.readUInt32LE(at + 1);
    const body = all.subarray(at + headBytes, end);
    entries.push(all[at] === kinds.pdu ? body : (JSON.parse(body.toString('utf8')) as OwnDeed));
    at = end;
  }
  return { ...about, entries };
}
