import { expectMessage, messageTypes, ourVersion, writeHead } from './ntlm-message.js';

/** MS-NLMP section 2.2.1.1, without names: those are for servers of long ago. */
export function writeNegotiate(flags: number): Buffer {
  const bytes = Buffer.alloc(40);
  writeHead(bytes, messageTypes.negotiate);
  bytes.writeUInt32LE(flags, 12);
  bytes.writeUInt32LE(bytes.length, 20);
  bytes.writeUInt32LE(bytes.length, 28);
  ourVersion.copy(bytes, 32);
  return bytes;
}

/** Gives the flags. Domain and workstation, if there are any, mean nothing. @throws MalformedToken. */
export function readNegotiate(bytes: Buffer): number {
  expectMessage(bytes, messageTypes.negotiate, 16);
  return bytes.readUInt32LE(12);
}
