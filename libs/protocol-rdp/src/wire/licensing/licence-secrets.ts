import { createHash, timingSafeEqual } from 'node:crypto';
import { MalformedPdu } from '../malformed-pdu.js';

/** What both sides of a licence exchange derive (MS-RDPELE section 5.1.3). */
export interface LicenceSecrets {
  /** 16 bytes. */
  readonly macSalt: Buffer;
  /** 16 bytes, for RC4, which begins anew with each message. */
  readonly encryptionKey: Buffer;
}

/** @param premaster 48 bytes. */
export function deriveLicenceSecrets(
  premaster: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): LicenceSecrets {
  const master = tripleHash(premaster, clientRandom, serverRandom);
  const keys = tripleHash(master, serverRandom, clientRandom);
  return {
    macSalt: keys.subarray(0, 16),
    encryptionKey: digest('md5', keys.subarray(16, 32), clientRandom, serverRandom),
  };
}

/** MACData (section 5.1.6), 16 bytes. */
export function licenceMac(macSalt: Uint8Array, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  const inner = digest('sha1', macSalt, Buffer.alloc(40, 0x36), length, data);
  return digest('md5', macSalt, Buffer.alloc(48, 0x5c), inner);
}

/** @throws MalformedPdu where the code is not that of the data. */
export function checkLicenceMac(macSalt: Uint8Array, data: Uint8Array, mac: Uint8Array): void {
  const due = licenceMac(macSalt, data);
  if (mac.length !== due.length || !timingSafeEqual(mac, due))
    throw new MalformedPdu('a licensing PDU has a wrong authentication code');
}

/** SaltedHash of section 5.1.3 with A, BB and CCC: 48 bytes. */
function tripleHash(secret: Uint8Array, first: Uint8Array, second: Uint8Array): Buffer {
  return Buffer.concat(
    ['A', 'BB', 'CCC'].map((salt) =>
      digest('md5', secret, digest('sha1', Buffer.from(salt, 'latin1'), secret, first, second)),
    ),
  );
}

function digest(algorithm: 'md5' | 'sha1', ...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
}
