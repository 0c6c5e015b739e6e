import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { blobTypes, readBlob, writeBlob } from './licence-blob.js';
import { licenceMessages, writeLicenceMessage } from './licence-message.js';

/** SERVER_LICENSE_REQUEST (MS-RDPELE section 2.2.2.1), as far as an answer needs it. */
export interface LicenceRequest {
  /** 32 bytes. */
  readonly serverRandom: Buffer;
  /** SERVER_CERTIFICATE; empty where the server gave none here. */
  readonly certificate: Buffer;
}

/** RSA, the only key exchange there is. */
const keyExchangeRsa = 1;

/** @throws MalformedPdu. */
export function readLicenceRequest(body: Uint8Array): LicenceRequest {
  const reader = new PduReader(body, 'licence request');
  const serverRandom = reader.take(32);
  reader.skip(4);
  reader.skip(reader.u32());
  reader.skip(reader.u32());
  readBlob(reader);
  // Scopes follow, which only a client that keeps licences looks at.
  return { serverRandom, certificate: readBlob(reader) };
}

/** From the security header on. */
export function writeLicenceRequest(request: LicenceRequest): Buffer {
  const [company, product] = [Buffer.from('Microsoft\0', 'utf16le'), Buffer.from('A02\0', 'utf16le')];
  const body = new PduWriter()
    .bytes(request.serverRandom)
    .u32(0x00060000, company.length)
    .bytes(company)
    .u32(product.length)
    .bytes(product)
    .bytes(writeBlob(blobTypes.keyExchange, new PduWriter().u32(keyExchangeRsa).done()))
    .bytes(writeBlob(blobTypes.certificate, request.certificate))
    .u32(1)
    .bytes(writeBlob(blobTypes.scope, Buffer.from('microsoft.com\0', 'latin1')))
    .done();
  return writeLicenceMessage(licenceMessages.request, body);
}
