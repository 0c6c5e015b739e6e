import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

export interface DelayProxy {
  readonly port: number;
  /** Milliseconds every chunk waits in each direction from now on. */
  setDelay(ms: number): void;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Connections that are open on the near side, which is the gateway's when a target stands behind the proxy. */
  readonly open: number;
  /** Wall time at which the last near side went away. */
  readonly lastClosedAt: number | null;
  /** Bytes the far side was sent, with the wall time of the last one. */
  readonly forwarded: { bytes: number; lastAt: number | null };
  stop(): Promise<void>;
}

/** A slow network in user space: TCP to `port` of the loopback interface, each chunk held back, order kept. */
export async function startDelayProxy(port: number, delayMs = 0): Promise<DelayProxy> {
  let delay = delayMs;
  let connections = 0;
  let open = 0;
  let lastClosedAt: number | null = null;
  const forwarded: DelayProxy['forwarded'] = { bytes: 0, lastAt: null };
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    connections += 1;
    open += 1;
    near.once('close', () => {
      open -= 1;
      lastClosedAt = Date.now();
    });
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => sockets.delete(socket));
    }
    relay(near, far, (bytes) => {
      forwarded.bytes += bytes;
      forwarded.lastAt = Date.now();
    });
    relay(far, near, () => undefined);
  });
  function relay(from: Socket, to: Socket, count: (bytes: number) => void): void {
    let queue = Promise.resolve();
    const later = (act: () => void): void => {
      const due = performance.now() + delay;
      queue = queue.then(async () => {
        const wait = due - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        if (!to.destroyed) act();
      });
    };
    from.on('data', (bytes) =>
      later(() => {
        count(bytes.length);
        to.write(bytes);
      }),
    );
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => later(() => to.destroy()));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    setDelay: (ms) => {
      delay = ms;
    },
    get connections() {
      return connections;
    },
    get open() {
      return open;
    },
    get lastClosedAt() {
      return lastClosedAt;
    },
    forwarded,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
