import { giveBack } from './batch-buffers.js';

/** One direction of a channel. Each verb is called one at a time, in the order of the bytes. */
export interface PumpEnds {
  /** All that has arrived, up to what is recorded at once; null at its end. */
  read(): Promise<Buffer | null>;
  /** Resolves when the bytes are on record, and rejects when they may not pass. */
  record(bytes: Buffer): Promise<void>;
  /** Resolves when the bytes are handed over, so that nobody looks at them any more, and there is room for more. */
  forward(bytes: Buffer): Promise<void>;
}

/**
 * Carries bytes until their end. Invariant: what is forwarded was on record before. While one piece is on its way out
 * the next is recorded, and what arrives meanwhile makes the piece after it; so a busy direction is recorded in a few
 * large writes, and at most two pieces are held here. A receiver that takes nothing stops the reading, and with it
 * the sender's window.
 */
export async function pump({ read, record, forward }: PumpEnds): Promise<void> {
  let onItsWay: Promise<void> = Promise.resolve();
  for (let bytes = await read(); bytes !== null; bytes = await read()) {
    await record(bytes);
    await onItsWay;
    const passed = bytes;
    onItsWay = forward(passed).then(() => giveBack(passed));
    // Awaited in the next round; until then its failure is nobody's unhandled one.
    onItsWay.catch(() => undefined);
  }
  await onItsWay;
}
