import { MalformedPdu } from '../malformed-pdu.js';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { readSecurityHeader, securityFlags, writeSecurityHeader } from '../share/security-header.js';

/** TS_INFO_PACKET (MS-RDPBCGR section 2.2.1.11.1.1). Holds a password: never to be logged or kept. */
export interface ClientInfo {
  /** Bits of `clientInfoFlags`. */
  readonly flags: number;
  readonly domain: string;
  readonly user: string;
  readonly password: string;
  readonly alternateShell: string;
  readonly workingDirectory: string;
  /** What the client believes its own address to be; its own words. */
  readonly clientAddress: string;
  /** Bits of `performanceFlags`. */
  readonly performanceFlags: number;
}

export const clientInfoFlags = {
  mouse: 0x1,
  disableCtrlAltDel: 0x2,
  autoLogon: 0x8,
  unicode: 0x10,
  maximizeShell: 0x20,
  logonNotify: 0x40,
  compression: 0x80,
  enableWindowsKey: 0x100,
  remoteConsoleAudio: 0x2000,
  rail: 0x8000,
  logonErrors: 0x10000,
  mouseHasWheel: 0x20000,
  noAudioPlayback: 0x80000,
  videoDisable: 0x400000,
} as const;

/** Section 2.2.1.11.1.1.1; what is set is not drawn. */
export const performanceFlags = {
  disableWallpaper: 0x1,
  disableFullWindowDrag: 0x2,
  disableMenuAnimations: 0x4,
  disableTheming: 0x8,
  disableCursorShadow: 0x20,
  enableFontSmoothing: 0x80,
} as const;

/** In bytes, with the final NUL; section 2.2.1.11.1.1 allows 512 for each of the first five. */
const longestField = 512;

/** @param data of a send data request, from its security header on. @throws MalformedPdu. */
export function readClientInfo(data: Uint8Array): ClientInfo {
  const { flags: security, body } = readSecurityHeader(data);
  if ((security & securityFlags.info) === 0)
    throw new MalformedPdu('client info does not say that it is one');
  const reader = new PduReader(body, 'client info');
  reader.skip(4);
  const flags = reader.u32();
  const isUnicode = (flags & clientInfoFlags.unicode) !== 0;
  const sizes = [reader.u16(), reader.u16(), reader.u16(), reader.u16(), reader.u16()] as const;
  const text = (size: number): string => {
    if (size > longestField) reader.fail('holds a text that is too long');
    const value = isUnicode ? reader.utf16(size) : reader.latin1(size);
    reader.skip(isUnicode ? 2 : 1);
    return value;
  };
  const domain = text(sizes[0]);
  const user = text(sizes[1]);
  const password = text(sizes[2]);
  const alternateShell = text(sizes[3]);
  const workingDirectory = text(sizes[4]);
  const account = { flags, domain, user, password, alternateShell, workingDirectory };
  // Clients of RDP 4 end here.
  if (reader.left === 0) return { ...account, clientAddress: '', performanceFlags: 0 };
  reader.skip(2);
  const clientAddress = reader.utf16(reader.u16());
  reader.skip(reader.u16());
  // Time zone and session id; each may be missing, with all that follows.
  if (reader.left < 172 + 4 + 4) return { ...account, clientAddress, performanceFlags: 0 };
  reader.skip(172 + 4);
  return { ...account, clientAddress, performanceFlags: reader.u32() };
}

/** In UTF-16 whatever the flags say, without time zone or reconnect cookie. @throws RangeError for a text that is too long. */
export function writeClientInfo(info: ClientInfo): Buffer {
  const texts = [info.domain, info.user, info.password, info.alternateShell, info.workingDirectory].map(
    (text) => Buffer.from(text, 'utf16le'),
  );
  if (texts.some((text) => text.length + 2 > longestField))
    throw new RangeError('a text of the client info is too long');
  const address = Buffer.from(`${info.clientAddress}\0`, 'utf16le');
  const directory = Buffer.from('C:\\Windows\\System32\\mstscax.dll\0', 'utf16le');
  const writer = new PduWriter()
    .u32(0, (info.flags | clientInfoFlags.unicode) >>> 0)
    .u16(...texts.map((text) => text.length));
  for (const text of texts) writer.bytes(text).zeros(2);
  writer
    .u16(info.clientAddress.includes(':') ? 0x17 : 2, address.length)
    .bytes(address)
    .u16(directory.length)
    .bytes(directory)
    .zeros(172)
    .u32(0, info.performanceFlags)
    .u16(0);
  return writeSecurityHeader(securityFlags.info, writer.done());
}
