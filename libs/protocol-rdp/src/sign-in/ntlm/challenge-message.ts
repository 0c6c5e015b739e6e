import { MalformedToken } from '../malformed-token.js';
import { expectMessage, messageTypes, ourVersion, readField, writeField, writeHead } from './ntlm-message.js';

/** MS-NLMP section 2.2.1.2. */
export interface ChallengeMessage {
  readonly flags: number;
  /** Eight octets. */
  readonly serverChallenge: Buffer;
  /** A list of attributes with its end. */
  readonly targetInfo: Buffer;
}

/** With the version, which is optional. */
const fixedOctets = 56;
const leastOctets = 48;

export function writeChallenge(message: ChallengeMessage & { readonly targetName: string }): Buffer {
  const name = Buffer.from(message.targetName, 'utf16le');
  const bytes = Buffer.alloc(fixedOctets + name.length + message.targetInfo.length);
  writeHead(bytes, messageTypes.challenge);
  const next = writeField(bytes, 12, name, fixedOctets);
  bytes.writeUInt32LE(message.flags, 20);
  message.serverChallenge.copy(bytes, 24);
  writeField(bytes, 40, message.targetInfo, next);
  ourVersion.copy(bytes, 48);
  return bytes;
}

/** What it gives are views. @throws MalformedToken, for one without attributes too: it is from before NTLMv2. */
export function readChallenge(bytes: Buffer): ChallengeMessage {
  expectMessage(bytes, messageTypes.challenge, leastOctets);
  const targetInfo = readField(bytes, 40, leastOctets);
  if (targetInfo.length === 0) throw new MalformedToken('an NTLM challenge says nothing of its target');
  return { flags: bytes.readUInt32LE(20), serverChallenge: bytes.subarray(24, 32), targetInfo };
}
