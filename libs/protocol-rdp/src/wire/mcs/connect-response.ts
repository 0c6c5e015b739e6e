import { BerReader } from '../asn1/ber-reader.js';
import { berElement, berInteger } from '../asn1/ber-writer.js';
import { agreedDomainParameters, readDomainParameters, writeDomainParameters } from './domain-parameters.js';

/** MCS Connect Response (T.125 section 7, MS-RDPBCGR section 2.2.1.4). */
export interface ConnectResponse {
  /** 0 for success; otherwise there is no connection, whatever the user data says. */
  readonly result: number;
  /** A GCC conference create response. */
  readonly userData: Buffer;
}

const tag = 0x7f66;

/** @throws MalformedPdu. */
export function readConnectResponse(mcs: Uint8Array): ConnectResponse {
  const outer = new BerReader(mcs, 'MCS connect response');
  const ber = outer.sequence(tag);
  outer.end();
  const result = ber.enumerated();
  ber.integer();
  readDomainParameters(ber);
  const userData = ber.octets();
  ber.end();
  return { result, userData };
}

export function writeConnectResponse(response: ConnectResponse): Buffer {
  return berElement(
    tag,
    berInteger(response.result, 0x0a),
    berInteger(0),
    writeDomainParameters(agreedDomainParameters),
    berElement(0x04, response.userData),
  );
}
