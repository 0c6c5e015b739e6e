/** One direction of a channel. Each verb is called one at a time, in the order of the bytes. */
export interface PumpEnds {
  /** The next piece of what arrived; null at its end. */
  read(): Promise<Buffer | null>;
  /** Resolves when the bytes are on record, and rejects when they may not pass. */
  record(bytes: Buffer): Promise<void>;
  /** Resolves when the bytes are handed over and there is room for more. */
  forward(bytes: Buffer): Promise<void>;
}

/** Carries bytes until their end. Invariant: what is forwarded was on record before. */
export async function pump({ read, record, forward }: PumpEnds): Promise<void> {
  for (let bytes = await read(); bytes !== null; bytes = await read()) {
    await record(bytes);
    await forward(bytes);
  }
}
