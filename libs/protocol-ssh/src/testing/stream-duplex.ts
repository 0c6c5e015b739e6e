import type { Readable, Writable } from 'node:stream';
import type { ByteDuplex } from '../files/byte-duplex.js';

const pieceBytes = 32 * 1024;

/** A pair of streams with the guarantees of a channel. */
export function streamDuplex(input: Readable, output: Writable): ByteDuplex {
  input.on('error', () => undefined);
  output.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => output.once('close', resolve));
  return {
    read: () =>
      new Promise((resolve) => {
        const look = (): void => {
          const piece = input.read(Math.min(input.readableLength, pieceBytes) || undefined) as Buffer | null;
          if (piece !== null) finish(piece);
          else if (input.readableEnded || input.destroyed) finish(null);
        };
        const finish = (piece: Buffer | null): void => {
          input.off('readable', look).off('end', look).off('close', look);
          resolve(piece);
        };
        input.on('readable', look).on('end', look).on('close', look);
        look();
      }),
    write: (bytes) =>
      new Promise((resolve) => {
        if (!output.writable) return resolve();
        output.write(bytes, () => resolve());
        void gone.then(resolve);
      }),
    endOutput: () => void (output.writable && output.end()),
  };
}
