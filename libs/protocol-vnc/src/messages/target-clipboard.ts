import { constants, deflateSync, inflateSync } from 'node:zlib';
import { longestClipboard } from '@gatehouse/screen';
import { MalformedTarget } from '../wire/target-faults.js';
import { cutTextMessage, extendedCutTextMessage } from './client-messages.js';

// Flags of the rfbproto community document, section "Extended Clipboard Pseudo-Encoding". Text is the only format here.
const text = 1;
const caps = 0x01_00_00_00;
const request = 0x02_00_00_00;
const peek = 0x04_00_00_00;
const notify = 0x08_00_00_00;
const provide = 0x10_00_00_00;

/** Room for line ends of two bytes, the length in front and the zero behind. */
const longestUnpacked = 2 * longestClipboard + 16;

/**
 * The clipboard of a target: plain Latin-1, or UTF-8 once the target has said that it can. Of the extended form a text is
 * announced and handed over when the target asks for it. The target does the same, or hands over a short one at once.
 */
export class TargetClipboard {
  private isExtended = false;
  /** What the vendor put there last, while the target may still ask for it. */
  private offered: string | null = null;

  constructor(
    private readonly send: (bytes: Buffer) => void,
    private readonly told: (text: string) => void,
  ) {}

  put(words: string): void {
    if (Buffer.byteLength(words) > longestClipboard) return;
    if (!this.isExtended) return this.send(cutTextMessage(words));
    this.offered = words;
    this.sendExtended(word(notify | text));
  }

  /** A plain cut text. */
  takePlain(bytes: Buffer): void {
    this.tell(bytes.toString('latin1'));
  }

  /** An extended one, whose flags come first. Throws `MalformedTarget`. */
  takeExtended(body: Buffer): void {
    const flags = body.readUInt32BE(0);
    if (flags & caps) this.agree();
    else if (flags & request) this.handOver(flags);
    else if (flags & peek) this.sendExtended(word(notify | (this.offered === null ? 0 : text)));
    else if (flags & notify) this.askFor(flags);
    else if (flags & provide) this.takeProvided(flags, body.subarray(4));
  }

  private agree(): void {
    this.isExtended = true;
    this.sendExtended(
      Buffer.concat([word(caps | request | peek | notify | provide | text), word(longestClipboard)]),
    );
  }

  private handOver(flags: number): void {
    if (!(flags & text) || this.offered === null) return;
    const words = Buffer.from(`${this.offered.replace(/\r\n?|\n/g, '\r\n')}\0`);
    const packed = deflateSync(Buffer.concat([word(words.length), words]));
    this.sendExtended(Buffer.concat([word(provide | text), packed]));
  }

  private askFor(flags: number): void {
    if (!(flags & text)) return;
    this.sendExtended(word(request | text));
  }

  private takeProvided(flags: number, packed: Buffer): void {
    if (!(flags & text)) return;
    const words = unpacked(packed);
    if (words !== null) this.tell(words);
  }

  private tell(words: string): void {
    const plain = words.replace(/\r\n/g, '\n');
    if (Buffer.byteLength(plain) <= longestClipboard) this.told(plain);
  }

  private sendExtended(body: Buffer): void {
    this.send(extendedCutTextMessage(body));
  }
}

/** Null when it is longer than what the clipboard carries. */
function unpacked(packed: Buffer): string | null {
  let bytes: Buffer;
  try {
    // Streams of servers end with a flush, not with an end mark.
    bytes = inflateSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: longestUnpacked });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw new MalformedTarget('the target sent a clipboard that cannot be unpacked');
  }
  const length = bytes.length < 4 ? 0 : bytes.readUInt32BE(0);
  if (bytes.length < 4 || length > bytes.length - 4)
    throw new MalformedTarget('the target sent a clipboard that is cut off');
  return bytes.toString('utf8', 4, 4 + length).replace(/\0+$/, '');
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
