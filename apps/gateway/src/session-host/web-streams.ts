import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import { readFrames, WebTerminalLeg } from '@gatehouse/protocol-ssh';

export interface WebStreamOpening {
  readonly wireId: string;
  readonly grantId: string;
}

const openingWithinMs = 5_000;

/** One Unix socket for each browser terminal: the only way with back-pressure between two processes. */
export async function listenForStreams(
  folder: string,
  now: () => Date,
  serve: (opening: WebStreamOpening, leg: WebTerminalLeg) => Promise<void>,
): Promise<{ server: Server; path: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `web-${process.pid}.sock`);
  await rm(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    take(socket, now, serve).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
  return { server, path };
}

async function take(
  socket: Socket,
  now: () => Date,
  serve: (opening: WebStreamOpening, leg: WebTerminalLeg) => Promise<void>,
): Promise<void> {
  const impatience = setTimeout(() => socket.destroy(), openingWithinMs);
  const frames = readFrames(socket);
  const first = await frames.next();
  clearTimeout(impatience);
  if (first.done || first.value.type !== 'control') return void socket.destroy();
  const opening = first.value.value as WebStreamOpening & { columns: number; rows: number };
  if (typeof opening.wireId !== 'string' || typeof opening.grantId !== 'string') return void socket.destroy();
  await serve(opening, new WebTerminalLeg(socket, frames, opening, now));
}
