import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A loopback port that nobody used a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Resolves once somebody listens there; rejects, with what `words` gives, when nobody ever does. */
export async function listens(port: number, words: () => string): Promise<void> {
  const late = performance.now() + 60_000;
  while (!(await answers(port))) {
    if (performance.now() > late) throw new Error(`nobody listens: ${words()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
