import type { Transfer } from './transfer.js';
import type { WirePath } from './wire-path.js';

/** A file or folder that the client has open, or has just asked to close. */
export interface OpenFile {
  /** In this channel, from 1, never used twice. */
  readonly number: number;
  readonly kind: 'file' | 'folder';
  readonly path: WirePath;
  /** What the client calls it: ours, never the target's. */
  handle: string;
  targetHandle: string;
  /** Null when it was not opened for that. */
  readonly in: Transfer | null;
  readonly out: Transfer | null;
  /** As the target said when it was opened; null as long as that is not known. */
  size: bigint | null;
  /** Requests about it that the target has not answered. */
  outstanding: number;
  /** The target has answered the close. */
  isClosed: boolean;
}

export const mostOpen = 100;
const leastHandleBytes = 4;

/**
 * The handles a client was given. Invariant: a handle is given once in the life of a channel, so that one that was
 * closed, or never given, is known as such without asking the target.
 */
export class OpenFiles {
  private readonly byHandle = new Map<string, OpenFile>();
  private readonly all = new Set<OpenFile>();
  private opening = 0;
  private numbers = 0;
  private handles = 0;

  hasRoom(): boolean {
    return this.all.size + this.opening < mostOpen;
  }

  /** The target is asked to open one. */
  begin(): number {
    this.opening += 1;
    return (this.numbers += 1);
  }

  /** It did not open it. */
  failed(): void {
    this.opening -= 1;
  }

  /** It did: the file gets a handle of ours, as long as the target's, so that a write is passed on in place. */
  opened(file: OpenFile): void {
    this.opening -= 1;
    this.handles += 1;
    const handle = Buffer.alloc(Math.max(leastHandleBytes, file.targetHandle.length));
    handle.writeUInt32BE(this.handles);
    file.handle = handle.toString('latin1');
    this.byHandle.set(file.handle, file);
    this.all.add(file);
  }

  of(handle: string): OpenFile | null {
    return this.byHandle.get(handle) ?? null;
  }

  /** The handle is dead from here on; the file stays until the target has answered everything about it. */
  closing(file: OpenFile): void {
    this.byHandle.delete(file.handle);
  }

  /** Nothing more comes about it. */
  forget(file: OpenFile): void {
    this.all.delete(file);
  }

  rest(): OpenFile[] {
    return [...this.all];
  }
}
