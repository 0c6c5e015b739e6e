import type { IncomingMessage } from 'node:http';

/** The body is larger than it may be, or says so. Its status is read where http-errors have theirs. */
export class BodyTooLarge extends Error {
  readonly status = 413;
  readonly expose = true;
}

/** The whole body. A body that announces more than `most` bytes is refused unread, another one once it has more. */
export function readBytes(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) return Promise.reject(new BodyTooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (error: Error): void => {
      request.removeAllListeners('data');
      request.pause();
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) stop(new BodyTooLarge());
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', stop);
  });
}
