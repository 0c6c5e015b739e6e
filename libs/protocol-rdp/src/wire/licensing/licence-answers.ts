import { constants, publicEncrypt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { blobTypes, readBlob, writeBlob } from './licence-blob.js';
import { licenceMessages, writeLicenceMessage } from './licence-message.js';

/** Windows NT of build 5.2 or later, by Microsoft (MS-RDPELE section 2.2.2.2). */
export const platformId = 0x04010000;

/** CLIENT_NEW_LICENSE_REQUEST (section 2.2.2.2). */
export interface NewLicenceRequest {
  /** 32 bytes. */
  readonly clientRandom: Buffer;
  /** As long as the server's key, and eight bytes of zeros. */
  readonly encryptedPremaster: Buffer;
  readonly userName: string;
  readonly machineName: string;
}

/** From the security header on. */
export function writeNewLicenceRequest(request: NewLicenceRequest): Buffer {
  const body = new PduWriter()
    .u32(1, platformId)
    .bytes(request.clientRandom)
    .bytes(writeBlob(blobTypes.random, request.encryptedPremaster))
    .bytes(writeBlob(blobTypes.userName, Buffer.from(`${request.userName}\0`, 'latin1')))
    .bytes(writeBlob(blobTypes.machineName, Buffer.from(`${request.machineName}\0`, 'latin1')))
    .done();
  return writeLicenceMessage(licenceMessages.newLicenceRequest, body);
}

/** @throws MalformedPdu. */
export function readNewLicenceRequest(body: Uint8Array): NewLicenceRequest {
  const reader = new PduReader(body, 'new licence request');
  reader.skip(8);
  const clientRandom = reader.take(32);
  const encryptedPremaster = readBlob(reader);
  const text = (): string => readBlob(reader).toString('latin1').replace(/\0.*$/s, '');
  return { clientRandom, encryptedPremaster, userName: text(), machineName: text() };
}

/** RSA without padding on little-endian numbers (section 5.1.2.1). */
export function encryptPremaster(key: KeyObject, premaster: Buffer): Buffer {
  const modulusBytes = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  const message = Buffer.alloc(modulusBytes);
  Buffer.from(premaster)
    .reverse()
    .copy(message, modulusBytes - premaster.length);
  const encrypted = publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, message);
  return Buffer.concat([encrypted.reverse(), Buffer.alloc(8)]);
}

/** What comes encrypted and with a code: a platform challenge or a licence (sections 2.2.2.4 and 2.2.2.6). */
export interface SealedLicenceData {
  readonly encrypted: Buffer;
  /** 16 bytes. */
  readonly mac: Buffer;
}

/** SERVER_PLATFORM_CHALLENGE. @throws MalformedPdu. */
export function readPlatformChallenge(body: Uint8Array): SealedLicenceData {
  const reader = new PduReader(body, 'platform challenge');
  reader.skip(4);
  return { encrypted: readBlob(reader), mac: reader.take(16) };
}

/** From the security header on. */
export function writePlatformChallenge(challenge: SealedLicenceData): Buffer {
  const body = new PduWriter()
    .u32(0)
    .bytes(writeBlob(blobTypes.encrypted, challenge.encrypted), challenge.mac)
    .done();
  return writeLicenceMessage(licenceMessages.platformChallenge, body);
}

/** CLIENT_PLATFORM_CHALLENGE_RESPONSE (section 2.2.2.5). */
export interface PlatformChallengeResponse {
  readonly encryptedResponse: Buffer;
  readonly encryptedHardwareId: Buffer;
  /** 16 bytes, over both before they were encrypted. */
  readonly mac: Buffer;
}

/** From the security header on. */
export function writePlatformChallengeResponse(response: PlatformChallengeResponse): Buffer {
  const body = new PduWriter()
    .bytes(writeBlob(blobTypes.encrypted, response.encryptedResponse))
    .bytes(writeBlob(blobTypes.encrypted, response.encryptedHardwareId), response.mac)
    .done();
  return writeLicenceMessage(licenceMessages.platformChallengeResponse, body);
}

/** @throws MalformedPdu. */
export function readPlatformChallengeResponse(body: Uint8Array): PlatformChallengeResponse {
  const reader = new PduReader(body, 'platform challenge response');
  return { encryptedResponse: readBlob(reader), encryptedHardwareId: readBlob(reader), mac: reader.take(16) };
}
