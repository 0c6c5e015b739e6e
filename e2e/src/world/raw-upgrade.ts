import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';

export interface RawUpgrade {
  /** 101 when the socket was let in. */
  readonly status: number;
  /** Null unless it was let in; closes with the test that asked. */
  readonly socket: Socket | null;
}

/** Asks for a web socket with exactly these headers, and hands out the bare socket: for frames no library would send. */
export function rawUpgrade(url: string, headers: Readonly<Record<string, string>>): Promise<RawUpgrade> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        ...headers,
      },
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, socket: null });
    });
    asked.once('upgrade', (response, socket: Socket) => {
      socket.on('error', () => undefined);
      resolve({ status: response.statusCode ?? 0, socket });
    });
    asked.end();
  });
}

/** One frame as a client sends it (RFC 6455 section 5.2), masked with zeros. @param first FIN, RSV and opcode. */
export function clientFrame(first: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(14);
  head[0] = first;
  const mask = 4;
  if (payload.length < 126) {
    head[1] = 0x80 | payload.length;
    return Buffer.concat([head.subarray(0, 2 + mask), payload]);
  }
  if (payload.length < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(payload.length, 2);
    return Buffer.concat([head.subarray(0, 4 + mask), payload]);
  }
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head.subarray(0, 10 + mask), payload]);
}

/** The code of the close frame the server sent (RFC 6455 section 5.5.1); null when it hung up without one. */
export function untilCloseFrame(socket: Socket): Promise<number | null> {
  return new Promise((resolve) => {
    let waiting = Buffer.alloc(0);
    let code: number | null = null;
    socket.on('data', (bytes: Buffer) => {
      waiting = Buffer.concat([waiting, bytes]);
      for (let frame = takeFrame(waiting); frame; frame = takeFrame(waiting)) {
        waiting = waiting.subarray(frame.length);
        if (frame.opcode === 8 && frame.payload.length >= 2) code = frame.payload.readUInt16BE(0);
      }
      if (code !== null) resolve(code);
    });
    socket.once('close', () => resolve(code));
  });
}

/** A server's frames are not masked. */
function takeFrame(bytes: Buffer): { opcode: number; payload: Buffer; length: number } | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return null;
  const size =
    short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < head + size) return null;
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(head, head + size), length: head + size };
}
