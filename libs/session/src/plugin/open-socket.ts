import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';

const keepAliveMs = 15_000;

/**
 * Resolves a name once and connects to that very address, so that what was checked and reported is what was dialled.
 * Nagle is off: a key must not wait. Rejects when it cannot be reached within `timeoutMs`, and on abort.
 */
export async function openSocket(
  to: { readonly address: string; readonly port: number },
  signal: AbortSignal,
  timeoutMs?: number,
): Promise<{ socket: Socket; dialledAddress: string }> {
  signal.throwIfAborted();
  const ip = isIP(to.address) ? to.address : await resolved(to.address, signal);
  signal.throwIfAborted();
  const socket = connect({ host: ip, port: to.port });
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
  try {
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => reject(new Error('aborted'));
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => reject(new Error('no answer in time')), timeoutMs);
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
      signal.addEventListener('abort', abort, { once: true });
      socket.once('connect', () => (done(), resolve()));
      socket.on('error', (error) => (done(), reject(error)));
      socket.once('close', done);
    });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return { socket, dialledAddress: `${ip.includes(':') ? `[${ip}]` : ip}:${to.port}` };
}

async function resolved(name: string, signal: AbortSignal): Promise<string> {
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
  );
  return (await Promise.race([lookup(name, { verbatim: true }), aborted])).address;
}
