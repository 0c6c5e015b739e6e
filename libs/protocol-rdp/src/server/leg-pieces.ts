import { BrokenViewer } from '@gatehouse/desktop';

/**
 * From the leg to the viewer in the session's thread: what the client sent, and words that the viewer draws over the client's
 * picture. Words pass after a while, or stand until others end them.
 */
export type LegPiece =
  { readonly kind: 'bytes'; readonly bytes: Buffer } | { readonly kind: WordsKind; readonly words: string };

/** `last-words` pass, and end those that stand. */
type WordsKind = 'passing-words' | 'standing-words' | 'last-words';

const kinds = ['bytes', 'passing-words', 'standing-words', 'last-words'] as const;
const headBytes = 5;
/** More than a socket gives in one piece. */
const longestPiece = 1024 * 1024;

export function writeLegPiece(piece: LegPiece): Buffer {
  const body = piece.kind === 'bytes' ? piece.bytes : Buffer.from(piece.words, 'utf8');
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(kinds.indexOf(piece.kind), 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** Cuts the stream of a leg into pieces again. */
export class LegPieces {
  private held: Buffer = Buffer.alloc(0);

  /** Those that are whole now. @throws BrokenViewer for what no leg of ours writes. */
  *push(bytes: Uint8Array): Generator<LegPiece> {
    this.held = this.held.length === 0 ? viewOf(bytes) : Buffer.concat([this.held, bytes]);
    while (this.held.length >= headBytes) {
      const kind = kinds[this.held.readUInt8(0)];
      const length = this.held.readUInt32BE(1);
      if (kind === undefined || length > longestPiece)
        throw new BrokenViewer('its leg sends what is not known');
      if (this.held.length < headBytes + length) return;
      const body = this.held.subarray(headBytes, headBytes + length);
      this.held = this.held.subarray(headBytes + length);
      yield kind === 'bytes' ? { kind, bytes: body } : { kind, words: body.toString('utf8') };
    }
  }
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
