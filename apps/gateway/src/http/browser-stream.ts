import type { Socket } from 'node:net';
import { encodeControl, encodeData, readFrames, writeFrame } from '@gatehouse/session/plugin';
import type { RawData, WebSocket } from 'ws';

const openingWithinMs = 5_000;
const mostControlBytes = 64 * 1024;
/** Bytes that may wait for a browser that does not read; then its stream is paused, and with it the target. */
const backlogBytes = 512 * 1024;

/** The first message, as `parse` reads it; null when none comes in time or it is something else. Leaves the socket paused. */
export function firstMessage<T>(client: WebSocket, parse: (text: string) => T | null): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), openingWithinMs);
    client.once('close', () => (clearTimeout(timer), resolve(null)));
    client.once('message', (data, isBinary) => {
      clearTimeout(timer);
      // Nothing more is read until there is somebody to read it for.
      client.pause();
      resolve(isBinary ? null : textOf(data, parse));
    });
  });
}

/**
 * Carries bytes between a browser and a session host. Both directions wait for each other; the end of either is the
 * end of both. @param controlOf the frame for a text message; null for one that ends the socket.
 */
export function carryBrowserStream(
  client: WebSocket,
  stream: Socket,
  controlOf: (text: string) => object | null,
): void {
  client.on('message', (data, isBinary) => {
    // A browser that was told to go types no more.
    if (client.readyState !== client.OPEN) return;
    const control = isBinary ? null : textOf(data, controlOf);
    const frame = isBinary ? encodeData(bytesOf(data)) : control && encodeControl(control);
    if (!frame) return hangUp(client, 1008);
    if (stream.writableNeedDrain) client.pause();
    void writeFrame(stream, frame).then((open) => {
      if (open && client.isPaused && client.readyState === client.OPEN) client.resume();
    });
    if (stream.writableNeedDrain) client.pause();
  });
  client.on('close', () => stream.destroy());
  toBrowser(client, stream)
    .catch(() => undefined)
    .finally(() => {
      stream.destroy();
      hangUp(client, 1000);
    });
  client.resume();
}

/** A browser that does not answer the close holds nothing open; its answer must be read, so it is not paused. */
export function hangUp(client: WebSocket, code: number): void {
  client.resume();
  client.close(code);
  terminateSoon(client);
}

export function terminateSoon(client: WebSocket): void {
  setTimeout(() => client.terminate(), 2_000).unref();
}

async function toBrowser(client: WebSocket, stream: Socket): Promise<void> {
  for await (const frame of readFrames(stream)) {
    if (client.readyState !== client.OPEN) return;
    if (frame.type === 'control') client.send(JSON.stringify(frame.value));
    else await sendBytes(client, frame.bytes);
  }
}

async function sendBytes(client: WebSocket, bytes: Buffer): Promise<void> {
  const sent = new Promise<void>((resolve) => client.send(bytes, { binary: true }, () => resolve()));
  if (client.bufferedAmount <= backlogBytes) return;
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  await Promise.race([sent, closed]);
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** Closes a socket that sends more messages than this in a second, pings and pongs counted. */
export function limitRate(client: WebSocket, mostPerSecond: number): void {
  let since = performance.now();
  let count = 0;
  const counted = (): void => {
    const now = performance.now();
    if (now - since > 1_000) {
      since = now;
      count = 0;
    }
    count += 1;
    if (count <= mostPerSecond || client.readyState !== client.OPEN) return;
    // Not read any further, so that the flood waits in the sender; the code goes out all the same.
    client.pause();
    client.close(1008, 'too many messages');
    terminateSoon(client);
  };
  client.on('message', counted);
  client.on('ping', counted);
  client.on('pong', counted);
}

function textOf<T>(data: RawData, parse: (text: string) => T | null): T | null {
  const bytes = bytesOf(data);
  return bytes.length > mostControlBytes ? null : parse(bytes.toString('utf8'));
}
