import { MalformedToken } from '../malformed-token.js';
import { expectMessage, messageTypes, readField, readText, writeField, writeHead } from './ntlm-message.js';

/** MS-NLMP section 2.2.1.3. */
export interface AuthenticateMessage {
  readonly flags: number;
  readonly domain: string;
  readonly userName: string;
  readonly workstation: string;
  readonly lmResponse: Buffer;
  readonly ntResponse: Buffer;
  readonly encryptedSessionKey: Buffer;
}

export const micAt = 72;
export const micOctets = 16;
const leastOctets = 64;

/** In characters; Windows allows no longer ones. */
const longestName = 256;

/**
 * The parts in the order of Windows. Where there is room for a MIC it is zero: it is written over the whole message by whoever has
 * the key.
 */
export function writeAuthenticate(
  message: AuthenticateMessage,
  { version, hasMic }: { readonly version: Buffer; readonly hasMic: boolean },
): Buffer {
  const [domain, userName, workstation] = [message.domain, message.userName, message.workstation].map(
    (name) => Buffer.from(name, 'utf16le'),
  ) as [Buffer, Buffer, Buffer];
  const parts: readonly (readonly [at: number, content: Buffer])[] = [
    [28, domain],
    [36, userName],
    [44, workstation],
    [12, message.lmResponse],
    [20, message.ntResponse],
    [52, message.encryptedSessionKey],
  ];
  let next = hasMic ? micAt + micOctets : micAt;
  const bytes = Buffer.alloc(parts.reduce((sum, [, content]) => sum + content.length, next));
  writeHead(bytes, messageTypes.authenticate);
  for (const [at, content] of parts) next = writeField(bytes, at, content, next);
  bytes.writeUInt32LE(message.flags, 60);
  version.copy(bytes, 64);
  return bytes;
}

/** What it gives are views. @throws MalformedToken. */
export function readAuthenticate(bytes: Buffer): AuthenticateMessage {
  expectMessage(bytes, messageTypes.authenticate, leastOctets);
  const field = (at: number): Buffer => readField(bytes, at, leastOctets);
  const name = (at: number): string => {
    const text = readText(field(at));
    if (text.length > longestName) throw new MalformedToken('a name in NTLM is too long');
    return text;
  };
  return {
    flags: bytes.readUInt32LE(60),
    domain: name(28),
    userName: name(36),
    workstation: name(44),
    lmResponse: field(12),
    ntResponse: field(20),
    encryptedSessionKey: field(52),
  };
}

/** Where every part lies behind the MIC, what stands there is one. Whether it is right is another matter. */
export function micOf(bytes: Buffer): Buffer | null {
  const payloadAt = micAt + micOctets;
  const fields = [12, 20, 28, 36, 44, 52];
  const isBehind = fields.every(
    (at) => bytes.readUInt16LE(at) === 0 || bytes.readUInt32LE(at + 4) >= payloadAt,
  );
  return isBehind && bytes.length >= payloadAt ? bytes.subarray(micAt, payloadAt) : null;
}
