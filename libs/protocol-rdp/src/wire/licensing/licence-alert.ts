import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { blobTypes, writeBlob } from './licence-blob.js';
import { licenceMessages, writeLicenceMessage } from './licence-message.js';

const validClient = 0x7;
const noTransition = 0x2;

/**
 * LICENSE_ERROR_MESSAGE (MS-RDPBCGR section 2.2.1.12.1.3): null where the client needs no licence and the connection goes on, else the
 * code. @throws MalformedPdu.
 */
export function readLicenceAlert(body: Uint8Array): number | null {
  const reader = new PduReader(body, 'licence alert');
  const code = reader.u32();
  const transition = reader.u32();
  return code === validClient && transition === noTransition ? null : code;
}

/** Our server's only licensing PDU: the client needs no licence. From the security header on. */
export function writeNoLicenceNeeded(): Buffer {
  return writeAlert(validClient, noTransition);
}

/** Ends the exchange (total abort). From the security header on. */
export function writeLicenceFailure(code: number): Buffer {
  return writeAlert(code, 1);
}

function writeAlert(code: number, transition: number): Buffer {
  const body = new PduWriter()
    .u32(code, transition)
    .bytes(writeBlob(blobTypes.error, Buffer.alloc(0)))
    .done();
  return writeLicenceMessage(licenceMessages.errorAlert, body);
}
