import type { Duplex } from 'node:stream';

/**
 * Ends a connection in order, and by force when that takes longer than `patienceMs`. Resolves true once the socket
 * was seen closed, false when not even force showed that in another second. Nothing that still comes is looked at:
 * it is read all the same, since the end of a peer that is in the middle of a transfer stands behind its data.
 */
export async function closeWire(
  connection: { end(): unknown },
  socket: Duplex,
  patienceMs = 150,
): Promise<boolean> {
  if (socket.closed) return true;
  const closed = new Promise<true>((resolve) => socket.once('close', () => resolve(true)));
  try {
    connection.end();
  } catch {
    // Its protocol had failed already; the socket is what counts.
  }
  socket.removeAllListeners('data');
  socket.resume();
  if (await within(closed, patienceMs)) return true;
  socket.destroy();
  return within(closed, 1_000);
}

async function within(closed: Promise<true>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([closed, late]);
  } finally {
    clearTimeout(timer);
  }
}
