/** Something that is not as it was written, named so that a person can look at the place. */
export interface Finding {
  kind:
    | 'header'
    | 'altered'
    | 'missing'
    | 'out-of-order'
    | 'duplicate'
    | 'foreign'
    | 'torn'
    | 'unreadable-bytes'
    | 'not-proven'
    | 'signature'
    | 'index'
    | 'trailer'
    | 'trailing-bytes'
    | 'audit-trail'
    | 'too-large';
  /** A whole sentence in plain words. */
  text: string;
  /** First and last chunk. */
  chunks?: [number, number];
  /** Offsets in the file, the end exclusive. */
  bytes?: [number, number];
  /** Milliseconds since the start of the recording. */
  ms?: [number, number];
}

/** Microseconds as `h:mm:ss.mmm`. */
export function clockText(micros: number): string {
  const ms = Math.floor(micros / 1000);
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  return `${Math.floor(ms / 3_600_000)}:${pad(Math.floor(ms / 60_000) % 60, 2)}:${pad(Math.floor(ms / 1000) % 60, 2)}.${pad(ms % 1000, 3)}`;
}

export function spanText(t0: number, t1: number): string {
  return `from ${clockText(t0)} to ${clockText(t1)}`;
}

export function bytesText(offset: number, end: number): string {
  return `bytes ${offset} to ${end - 1}`;
}

export function chunksText(first: number, last: number): string {
  return first === last ? `Chunk ${first}` : `Chunks ${first} to ${last}`;
}
