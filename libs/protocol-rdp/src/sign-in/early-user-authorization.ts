import { asBuffer } from './as-buffer.js';
import { MalformedToken } from './malformed-token.js';

/** What a server that was asked for HYBRID_EX says after CredSSP, before anything of RDP: MS-RDPBCGR section 2.2.10.2. */
export type EarlyUserAuthorization = 'granted' | 'denied';

export const earlyUserAuthorizationOctets = 4;

const values = { granted: 0, denied: 5 } as const;

/** @throws MalformedToken. */
export function readEarlyUserAuthorization(bytes: Uint8Array): EarlyUserAuthorization {
  if (bytes.length !== earlyUserAuthorizationOctets)
    throw new MalformedToken('an early authorisation has a wrong length');
  const value = asBuffer(bytes).readUInt32LE();
  if (value === values.granted) return 'granted';
  if (value === values.denied) return 'denied';
  throw new MalformedToken('an early authorisation is none of the known ones');
}

export function writeEarlyUserAuthorization(result: EarlyUserAuthorization): Buffer {
  const bytes = Buffer.alloc(earlyUserAuthorizationOctets);
  bytes.writeUInt32LE(values[result]);
  return bytes;
}
