import { createPublicKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { MalformedPdu } from '../malformed-pdu.js';
import { PduReader } from '../pdu-reader.js';

/** In bytes: from the smallest that holds a premaster secret to RSA-4096. */
const [shortestModulus, longestModulus] = [64, 512];
const mostCertificates = 8;

/**
 * The RSA key of a SERVER_CERTIFICATE (MS-RDPBCGR section 2.2.1.4.3.1, MS-RDPELE section 2.2.1.4). It proves nothing: what identifies
 * the server is its TLS certificate, within which all of this is said. @throws MalformedPdu.
 */
export function readLicensingKey(certificate: Uint8Array): KeyObject {
  const reader = new PduReader(certificate, 'licensing certificate');
  const version = reader.u32() & 0x7fffffff;
  if (version === 1) return readProprietary(reader);
  if (version === 2) return readChain(reader);
  return reader.fail('is of an unknown kind');
}

function readProprietary(reader: PduReader): KeyObject {
  reader.skip(8);
  if (reader.u16() !== 6) reader.fail('holds no RSA key');
  const key = reader.piece(reader.u16(), 'licensing certificate');
  if (key.latin1(4) !== 'RSA1') key.fail('holds no RSA key');
  const keyBytes = key.u32();
  key.skip(8);
  const exponent = Buffer.from(key.take(4)).reverse();
  // Eight bytes of padding end it.
  const modulus = Buffer.from(key.take(keyBytes).subarray(0, -8)).reverse();
  if (modulus.length < shortestModulus || modulus.length > longestModulus)
    key.fail('holds a key of a size that is not used');
  return parsed(() =>
    createPublicKey({
      format: 'jwk',
      key: { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') },
    }),
  );
}

/** The last certificate of the chain is the server's own. */
function readChain(reader: PduReader): KeyObject {
  const count = reader.u32();
  if (count < 1 || count > mostCertificates) reader.fail('holds no chain');
  let last = Buffer.alloc(0);
  for (let index = 0; index < count; index += 1) last = Buffer.from(reader.take(reader.u32()));
  const key = parsed(() => new X509Certificate(last).publicKey);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < shortestModulus * 8 || bits > longestModulus * 8)
    reader.fail('holds no RSA key');
  return key;
}

function parsed(parse: () => KeyObject): KeyObject {
  try {
    return parse();
  } catch {
    throw new MalformedPdu('licensing certificate cannot be read');
  }
}
