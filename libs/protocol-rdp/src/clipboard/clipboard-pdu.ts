import { PduReader } from '../wire/pdu-reader.js';
import { PduWriter } from '../wire/pdu-writer.js';

/** msgType of MS-RDPECLIP section 2.2.1; those of files and locks are not among them. */
export const clipboardTypes = {
  monitorReady: 1,
  formatList: 2,
  formatListResponse: 3,
  formatDataRequest: 4,
  formatDataResponse: 5,
  temporaryDirectory: 6,
  capabilities: 7,
} as const;

export const responseFlags = { ok: 1, failed: 2, asciiNames: 4 } as const;

/** Registered formats of the Windows clipboard that are text. */
export const textFormats = { unicode: 13, ansi: 1 } as const;

const longNames = 0x2;
const generalSet = 1;
const shortNameBytes = 32;

export interface ClipboardPdu {
  readonly type: number;
  readonly flags: number;
  readonly body: Buffer;
}

/** CLIPRDR_HEADER and what follows it. Some servers pad a message: what is behind its length is left out. @throws MalformedPdu. */
export function readClipboardPdu(message: Uint8Array): ClipboardPdu {
  const reader = new PduReader(message, 'clipboard message');
  const type = reader.u16();
  const flags = reader.u16();
  return { type, flags, body: reader.take(reader.u32()) };
}

export function writeClipboardPdu({ type, flags, body }: ClipboardPdu): Buffer {
  return new PduWriter().u16(type, flags).u32(body.length).bytes(body).done();
}

/** Whether the other side takes long names of formats (section 2.2.2.1). @throws MalformedPdu. */
export function readTakesLongNames(body: Uint8Array): boolean {
  const reader = new PduReader(body, 'clipboard capabilities');
  const sets = reader.u16();
  reader.skip(2);
  for (let index = 0; index < sets && reader.left > 0; index += 1) {
    const type = reader.u16();
    const set = reader.piece(Math.max(0, reader.u16() - 4), 'a clipboard capability');
    if (type !== generalSet) continue;
    set.skip(4);
    return (set.u32() & longNames) !== 0;
  }
  return false;
}

/** Long names, and nothing of files. */
export function writeCapabilities(): Buffer {
  return new PduWriter().u16(1, 0, generalSet, 12).u32(2, longNames).done();
}

/** The numbers of the formats in a list (section 2.2.3.1). @throws MalformedPdu. */
export function readFormats(body: Uint8Array, hasLongNames: boolean): readonly number[] {
  const reader = new PduReader(body, 'list of clipboard formats');
  const formats: number[] = [];
  while (reader.left >= 4) {
    formats.push(reader.u32());
    if (!hasLongNames) reader.skip(Math.min(shortNameBytes, reader.left));
    else while (reader.left >= 2 && reader.u16() !== 0);
  }
  return formats;
}

/** Unicode text, or nothing; it has no name in either form of the list. */
export function writeFormats(hasText: boolean, hasLongNames: boolean): Buffer {
  if (!hasText) return Buffer.alloc(0);
  return new PduWriter()
    .u32(textFormats.unicode)
    .zeros(hasLongNames ? 2 : shortNameBytes)
    .done();
}
