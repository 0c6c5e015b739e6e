import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface ScriptedTarget {
  readonly port: number;
  /** Connections that were not closed yet. */
  readonly open: ReadonlySet<Socket>;
  /** Everything that came, of all connections. */
  readonly received: () => Buffer;
  stop(): Promise<void>;
}

/** A target that speaks in bytes. */
export async function startScriptedTarget(behave: (socket: Socket) => void): Promise<ScriptedTarget> {
  const open = new Set<Socket>();
  const pieces: Buffer[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    socket.on('data', (bytes: Buffer) => pieces.push(bytes));
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    open,
    received: () => Buffer.concat(pieces),
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The greeting of a 3.8 server without a password and a desktop of this size: all that goes before the first message. */
export function greetingOf(width: number, height: number, name = 'scripted'): Buffer {
  return Buffer.concat([
    Buffer.from('RFB 003.008\n'),
    Buffer.from([1, 1]),
    Buffer.alloc(4),
    serverInit(width, height, Buffer.from(name)),
  ]);
}

export function serverInit(width: number, height: number, name: Buffer): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt16BE(width, 0);
  head.writeUInt16BE(height, 2);
  Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0]).copy(head, 4);
  head.writeUInt32BE(name.length, 20);
  return Buffer.concat([head, name]);
}

/** One FramebufferUpdate; a rectangle is `[x, y, width, height, encoding, ...bytes]`. */
export function updateOf(
  ...rects: [x: number, y: number, width: number, height: number, encoding: number, data?: Buffer][]
): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(rects.length, 2);
  return Buffer.concat([
    head,
    ...rects.map(([x, y, width, height, encoding, data]) => {
      const rect = Buffer.alloc(12);
      [x, y, width, height].forEach((value, index) => rect.writeUInt16BE(value, index * 2));
      rect.writeInt32BE(encoding, 8);
      return Buffer.concat([rect, data ?? Buffer.alloc(0)]);
    }),
  ]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
