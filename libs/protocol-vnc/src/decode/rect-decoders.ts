import { encodings } from '@gatehouse/desktop';
import { decodeCopyRect } from './copy-rect.js';
import type { RectDecoder } from './decoder.js';
import { decodeHextile } from './hextile-rect.js';
import { Inflater } from './inflater.js';
import { jpegDecoder } from './jpeg-rect.js';
import { decodeRaw } from './raw-rect.js';
import { decodeCoRre, decodeRre } from './rre-rect.js';
import { TightDecoder } from './tight-rect.js';
import { zlibDecoder } from './zlib-rect.js';
import { zrleDecoder } from './zrle-rect.js';

/** The decoders of one connection, by encoding. Some have a history, so they are made for each connection anew. */
export class RectDecoders {
  private readonly zlib = new Inflater();
  private readonly zrle = new Inflater();
  private readonly tight = new TightDecoder();
  private readonly byEncoding: ReadonlyMap<number, RectDecoder> = new Map([
    [encodings.raw, decodeRaw],
    [encodings.copyRect, decodeCopyRect],
    [encodings.rre, decodeRre],
    [encodings.coRre, decodeCoRre],
    [encodings.hextile, decodeHextile],
    [encodings.zlib, zlibDecoder(this.zlib)],
    [encodings.tight, this.tight.decode],
    [encodings.zrle, zrleDecoder(this.zrle)],
    [encodings.jpeg, jpegDecoder()],
  ]);

  of(encoding: number): RectDecoder | null {
    return this.byEncoding.get(encoding) ?? null;
  }

  close(): void {
    this.zlib.close();
    this.zrle.close();
    this.tight.close();
  }
}
