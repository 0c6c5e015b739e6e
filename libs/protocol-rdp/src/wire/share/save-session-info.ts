import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/**
 * TS_SAVE_SESSION_INFO_PDU_DATA (MS-RDPBCGR section 2.2.10.1.1). The cookie for reconnecting that a server may put into it is read
 * past: whoever has it needs no password.
 */
export type SaveSessionInfo =
  /** The account is logged on. Domain and user are the server's own words, and may be empty. */
  | { readonly kind: 'logged-on'; readonly domain: string; readonly user: string }
  /** Something about the logon, such as that another session is in the way; `error` null is only a cookie. */
  | { readonly kind: 'extended'; readonly error: { readonly type: number; readonly data: number } | null };

const infoTypes = { logon: 0, logonLong: 1, plainNotify: 2, extended: 3 } as const;
const fields = { cookie: 1, errors: 2 } as const;

/** @throws MalformedPdu. */
export function readSaveSessionInfo(body: Uint8Array): SaveSessionInfo {
  const reader = new PduReader(body, 'save session info PDU');
  switch (reader.u32()) {
    case infoTypes.logon: {
      const domain = text(reader, reader.u32(), 52);
      const user = text(reader, reader.u32(), 512);
      return { kind: 'logged-on', domain, user };
    }
    case infoTypes.logonLong: {
      reader.skip(10);
      const domainBytes = reader.u32();
      const userBytes = reader.u32();
      reader.skip(558);
      return {
        kind: 'logged-on',
        domain: text(reader, domainBytes, domainBytes),
        user: text(reader, userBytes, userBytes),
      };
    }
    case infoTypes.plainNotify:
      return { kind: 'logged-on', domain: '', user: '' };
    case infoTypes.extended: {
      reader.skip(2);
      const present = reader.u32();
      if (present & fields.cookie) reader.skip(reader.u32());
      if ((present & fields.errors) === 0) return { kind: 'extended', error: null };
      const error = reader.piece(reader.u32(), 'save session info PDU');
      return { kind: 'extended', error: { type: error.u32(), data: error.u32() } };
    }
    default:
      return reader.fail('is of an unknown kind');
  }
}

/** The body of a share data PDU. Of a logon only that it was: a client learns no account from the gateway. */
export function writeSaveSessionInfo(
  info: { readonly kind: 'logged-on' } | (SaveSessionInfo & { kind: 'extended' }),
): Buffer {
  if (info.kind === 'logged-on') return new PduWriter().u32(infoTypes.plainNotify).zeros(576).done();
  const writer = new PduWriter().u32(infoTypes.extended).u16(info.error ? 18 : 6);
  writer.u32(info.error ? fields.errors : 0);
  if (info.error) writer.u32(8, info.error.type, info.error.data);
  return writer.zeros(570).done();
}

/** Text in a field that is longer than it. */
function text(reader: PduReader, byteCount: number, fieldBytes: number): string {
  if (byteCount > fieldBytes || byteCount > 512) reader.fail('holds a text that is too long');
  const field = reader.piece(fieldBytes, 'save session info PDU');
  return field.utf16(byteCount);
}
