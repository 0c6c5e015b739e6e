import { BerReader } from '../asn1/ber-reader.js';
import { berBoolean, berElement } from '../asn1/ber-writer.js';
import {
  maximumDomainParameters,
  minimumDomainParameters,
  readDomainParameters,
  targetDomainParameters,
  writeDomainParameters,
} from './domain-parameters.js';

const tag = 0x7f65;

/**
 * MCS Connect Initial (T.125 section 7, MS-RDPBCGR section 2.2.1.3): gives its user data, which is a GCC conference create
 * request. The domain parameters are read and not bargained about, as Windows does not either. @throws MalformedPdu.
 */
export function readConnectInitial(mcs: Uint8Array): Buffer {
  const outer = new BerReader(mcs, 'MCS connect initial');
  const ber = outer.sequence(tag);
  outer.end();
  ber.octets();
  ber.octets();
  ber.boolean();
  readDomainParameters(ber);
  readDomainParameters(ber);
  readDomainParameters(ber);
  const userData = ber.octets();
  ber.end();
  return userData;
}

export function writeConnectInitial(userData: Uint8Array): Buffer {
  const domain = berElement(0x04, Buffer.from([1]));
  return berElement(
    tag,
    domain,
    domain,
    berBoolean(true),
    writeDomainParameters(targetDomainParameters),
    writeDomainParameters(minimumDomainParameters),
    writeDomainParameters(maximumDomainParameters),
    berElement(0x04, userData),
  );
}
