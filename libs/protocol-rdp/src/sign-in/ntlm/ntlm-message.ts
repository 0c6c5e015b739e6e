import { MalformedToken } from '../malformed-token.js';

/** MS-NLMP section 2.2.1: what every message begins with. */
const signature = Buffer.from('NTLMSSP\0', 'latin1');

export const messageTypes = { negotiate: 1, challenge: 2, authenticate: 3 } as const;
export type MessageType = (typeof messageTypes)[keyof typeof messageTypes];

/** Windows 10, NTLM revision 15: MS-NLMP section 2.2.2.10. Nobody may act on it. */
export const ourVersion = Buffer.from([10, 0, 0x63, 0x45, 0, 0, 0, 15]);

export function isNtlmMessage(bytes: Uint8Array): boolean {
  return signature.equals(bytes.subarray(0, signature.length));
}

/** @throws MalformedToken when the message is another, or shorter than its fixed part. */
export function expectMessage(bytes: Buffer, type: MessageType, leastOctets: number): void {
  if (!isNtlmMessage(bytes)) throw new MalformedToken('this is no NTLM');
  if (bytes.length < leastOctets) throw new MalformedToken('an NTLM message is cut off');
  if (bytes.readUInt32LE(8) !== type) throw new MalformedToken('another NTLM message was expected');
}

export function writeHead(bytes: Buffer, type: MessageType): void {
  signature.copy(bytes);
  bytes.writeUInt32LE(type, 8);
}

/** What the field at `at` points to, which must lie behind the fixed part. A view. @throws MalformedToken. */
export function readField(bytes: Buffer, at: number, payloadAt: number): Buffer {
  const length = bytes.readUInt16LE(at);
  const offset = bytes.readUInt32LE(at + 4);
  if (length === 0) return bytes.subarray(0, 0);
  if (offset < payloadAt || offset + length > bytes.length)
    throw new MalformedToken('an NTLM field points out of its message');
  return bytes.subarray(offset, offset + length);
}

/** The field at `at`, and what it points to. Gives where the next one may lie. */
export function writeField(bytes: Buffer, at: number, content: Uint8Array, offset: number): number {
  bytes.writeUInt16LE(content.length, at);
  bytes.writeUInt16LE(content.length, at + 2);
  bytes.writeUInt32LE(offset, at + 4);
  bytes.set(content, offset);
  return offset + content.length;
}

/** @throws MalformedToken for half a character. */
export function readText(field: Buffer): string {
  if (field.length % 2 !== 0) throw new MalformedToken('a text in NTLM is no UTF-16');
  return field.toString('utf16le');
}
