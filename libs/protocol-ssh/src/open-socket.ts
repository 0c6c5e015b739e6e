import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';

/**
 * Resolves a name once and connects to that very address, so that what was checked and reported is what was dialled.
 * Nagle is off: a keystroke must not wait. Rejects when it cannot be reached within `timeoutMs`, or on abort.
 */
export async function openSocket(
  to: { address: string; port: number },
  signal: AbortSignal,
  timeoutMs: number,
): Promise<{ socket: Socket; dialledAddress: string }> {
  signal.throwIfAborted();
  const ip = isIP(to.address) ? to.address : (await lookup(to.address, { verbatim: true })).address;
  signal.throwIfAborted();
  const socket = connect({ host: ip, port: to.port });
  socket.setNoDelay(true);
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer in time')), timeoutMs);
      const abort = (): void => reject(new Error('aborted'));
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
      signal.addEventListener('abort', abort, { once: true });
      socket.once('connect', () => (done(), resolve()));
      socket.once('error', (error) => (done(), reject(error)));
      socket.once('close', done);
    });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return { socket, dialledAddress: `${ip.includes(':') ? `[${ip}]` : ip}:${to.port}` };
}
