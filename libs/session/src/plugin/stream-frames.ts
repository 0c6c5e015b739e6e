import type { Duplex } from 'node:stream';

/** One frame between the control process and a session host: a byte for its type, four for its length, its bytes. */
export type StreamFrame =
  { readonly type: 'control'; readonly value: unknown } | { readonly type: 'data'; readonly bytes: Buffer };

const headBytes = 5;
const controlType = 0;
const dataType = 1;
/** A control message is small; data comes in messages of a browser, which the socket limits to 1 MiB. */
const mostBytes = { [controlType]: 64 * 1024, [dataType]: 1024 * 1024 };

export function encodeControl(value: unknown): Buffer {
  return encode(controlType, Buffer.from(JSON.stringify(value), 'utf8'));
}

export function encodeData(bytes: Buffer): Buffer {
  return encode(dataType, bytes);
}

/** Writes, and resolves when there is room again. False when the stream is gone. */
export async function writeFrame(stream: Duplex, frame: Buffer): Promise<boolean> {
  if (stream.destroyed || stream.writableEnded) return false;
  if (stream.write(frame)) return true;
  return new Promise<boolean>((resolve) => {
    const drained = (): void => finish(true);
    const closed = (): void => finish(false);
    const finish = (answer: boolean): void => {
      stream.off('drain', drained);
      stream.off('close', closed);
      resolve(answer);
    };
    stream.once('drain', drained);
    stream.once('close', closed);
  });
}

/** Frames in order until the stream ends. Throws on a type or length that does not exist, before it allocates. */
export async function* readFrames(stream: Duplex): AsyncGenerator<StreamFrame> {
  let waiting: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      for (;;) {
        const frame = takeFrame(waiting);
        if (!frame) break;
        waiting = frame.rest;
        yield frame.frame;
      }
    }
  } catch (error) {
    if (stream.destroyed && (error as NodeJS.ErrnoException).code?.startsWith('ER')) return;
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return;
    throw error;
  }
}

function takeFrame(bytes: Buffer): { frame: StreamFrame; rest: Buffer } | null {
  if (bytes.length < headBytes) return null;
  const type = bytes.readUInt8(0);
  const length = bytes.readUInt32BE(1);
  if (type !== controlType && type !== dataType) throw new RangeError('a frame of an unknown type');
  if (length > mostBytes[type]) throw new RangeError('a frame that is too long');
  if (bytes.length < headBytes + length) return null;
  const body = bytes.subarray(headBytes, headBytes + length);
  const rest = bytes.subarray(headBytes + length);
  if (type === dataType) return { frame: { type: 'data', bytes: body }, rest };
  return { frame: { type: 'control', value: JSON.parse(body.toString('utf8')) as unknown }, rest };
}

function encode(type: number, body: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + body.length);
  frame.writeUInt8(type, 0);
  frame.writeUInt32BE(body.length, 1);
  body.copy(frame, headBytes);
  return frame;
}
