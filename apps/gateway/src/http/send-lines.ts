import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** Lines are packed some at a time: each block can be read as soon as it arrives. */
const blockLength = 32 * 1024;
/** Pictures in base64 shrink at the lowest level already; what lies beside the screens waits for this process too. */
const packing = { level: 1, flush: constants.Z_SYNC_FLUSH };

export async function sendLines(response: Response, lines: AsyncGenerator<string>): Promise<void> {
  await pipeline(Readable.from(lines), response).catch(ignoreClientGone);
}

/** The same, packed for a client that takes gzip. */
export async function sendPackedLines(
  request: Request,
  response: Response,
  lines: AsyncGenerator<string>,
): Promise<void> {
  response.setHeader('vary', 'accept-encoding');
  if (request.acceptsEncodings('gzip', 'identity') !== 'gzip') return sendLines(response, lines);
  response.setHeader('content-encoding', 'gzip');
  await pipeline(Readable.from(blocksOf(lines)), createGzip(packing), response).catch(ignoreClientGone);
}

/** Whoever closes the page in the middle is no fault; the stream is ended either way. */
export function ignoreClientGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

async function* blocksOf(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  let block = '';
  for await (const line of lines) {
    block += line;
    if (block.length < blockLength) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}
