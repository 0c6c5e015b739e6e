/** What a socket says of the bytes that were written to it: how many, and how many of them wait. */
interface WrittenSocket {
  readonly bytesWritten: number;
  readonly writableLength: number;
}

/** Buffers of both systems are full, and nothing has moved for so long: this peer does not read. */
const stillMs = 30;
const lookEveryMs = 10;

/**
 * Watches whether a peer reads what waits for it. A peer for whom nothing waits counts as reading: its answer may be
 * on the way.
 * @returns `stopped` resolves when it does not read; `end` ends the watching, and nothing resolves any more.
 */
export function watchReading(socket: WrittenSocket): { readonly stopped: Promise<void>; end(): void } {
  let taken = socket.bytesWritten - socket.writableLength;
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      const now = performance.now();
      const takenNow = socket.bytesWritten - socket.writableLength;
      if (takenNow !== taken || socket.writableLength === 0) {
        taken = takenNow;
        since = now;
      } else if (now - since >= stillMs) resolve();
    }, lookEveryMs);
  });
  return { stopped, end: () => clearInterval(timer) };
}
