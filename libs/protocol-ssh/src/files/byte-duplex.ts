/**
 * One side of a channel that carries bytes. Guarantees: pieces come in order and belong to the reader; `write`
 * keeps the order of the calls, and resolves when there is room again or the peer is gone; nothing rejects when the
 * peer is gone.
 */
export interface ByteDuplex {
  /** The next piece; null at the end of what the peer sends, and when the peer is gone. */
  read(): Promise<Buffer | null>;
  write(bytes: Buffer): Promise<void>;
  /** No more follows. After everything that was written before. */
  endOutput(): void;
}
