import { BrokenViewer } from '@gatehouse/desktop';

/**
 * From the leg to the viewer in the session's thread: what the client sent, and words that the viewer draws over the client's picture.
 * `standing` words stay until others come; empty words take them away.
 */
export type LegPiece =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'words'; readonly words: string; readonly isStanding: boolean };

const kinds = { bytes: 0, words: 1, standingWords: 2 } as const;
const headBytes = 5;
/** More than a socket gives in one piece. */
const longestPiece = 1024 * 1024;

export function writeLegPiece(piece: LegPiece): Buffer {
  const body = piece.kind === 'bytes' ? piece.bytes : Buffer.from(piece.words, 'utf8');
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(
    piece.kind === 'bytes' ? kinds.bytes : piece.isStanding ? kinds.standingWords : kinds.words,
    0,
  );
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
      const kind = this.held[0];
      const length = this.held.readUInt32BE(1);
      if (length > longestPiece) throw new BrokenViewer('its leg sends what is too long');
      if (this.held.length < headBytes + length) return;
      const body = this.held.subarray(headBytes, headBytes + length);
      this.held = this.held.subarray(headBytes + length);
      if (kind === kinds.bytes) yield { kind: 'bytes', bytes: body };
      else if (kind === kinds.words || kind === kinds.standingWords)
        yield { kind: 'words', words: body.toString('utf8'), isStanding: kind === kinds.standingWords };
      else throw new BrokenViewer('its leg sends what is not known');
    }
  }
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
