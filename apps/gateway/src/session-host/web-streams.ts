import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import { WebDesktopLeg } from '@gatehouse/desktop';
import { WebFileChannel, WebTerminalLeg } from '@gatehouse/protocol-ssh';
import { readFrames } from '@gatehouse/session/plugin';
import type { ClientLeg, ScreenWish } from '@gatehouse/session/plugin';

export interface WebStreamOpening {
  readonly wireId: string;
  readonly grantId: string;
}

/** What the control process lets in: who a stream belongs to was judged there. */
export interface WebStreamDoors {
  /** Runs a browser's session to its end. */
  serve(opening: WebStreamOpening, leg: ClientLeg): Promise<void>;
  /** Puts file transfer into the browser's session of this id. False when there is none. */
  attachFiles(sessionId: string, channel: WebFileChannel): boolean;
}

const openingWithinMs = 5_000;

/** One Unix socket for each terminal, desktop or file transfer of a browser: the only way with back-pressure between two processes. */
export async function listenForStreams(
  folder: string,
  now: () => Date,
  doors: WebStreamDoors,
): Promise<{ server: Server; path: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `web-${process.pid}.sock`);
  await rm(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    take(socket, now, doors).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
  return { server, path };
}

async function take(socket: Socket, now: () => Date, doors: WebStreamDoors): Promise<void> {
  const impatience = setTimeout(() => socket.destroy(), openingWithinMs);
  const frames = readFrames(socket);
  const first = await frames.next();
  clearTimeout(impatience);
  if (first.done || first.value.type !== 'control') return void socket.destroy();
  const { filesOf } = first.value.value as { filesOf?: unknown };
  if (typeof filesOf === 'string') {
    const channel = new WebFileChannel(socket, frames);
    if (!doors.attachFiles(filesOf, channel))
      channel.refuse({ code: 'GH-NO-ACCESS', text: 'the session is over. Connect again.' });
    return;
  }
  const opening = first.value.value as WebStreamOpening & {
    desktop?: unknown;
    /** Checked where the browser's message was read. */
    screen?: ScreenWish | null;
    columns: number;
    rows: number;
  };
  if (typeof opening.wireId !== 'string' || typeof opening.grantId !== 'string') return void socket.destroy();
  const leg =
    opening.desktop === true
      ? new WebDesktopLeg(socket, frames, now, opening.screen ?? null)
      : new WebTerminalLeg(socket, frames, opening, now);
  await doors.serve(opening, leg);
}
