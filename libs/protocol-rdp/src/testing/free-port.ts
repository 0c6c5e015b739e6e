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

/** Whether somebody listens there. The session manager of xrdp is told 127.0.0.1 and takes ::1, where there is one. */
export async function answers(port: number): Promise<boolean> {
  return (await answersAt('127.0.0.1', port)) || answersAt('::1', port);
}

function answersAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
