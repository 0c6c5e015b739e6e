import type { StreamReader } from '@gatehouse/desktop';
import { readPreconnectionBlob } from '../wire/framing/preconnection-blob.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { writeConnectionConfirm } from '../wire/x224/connection-confirm.js';
import { readConnectionRequest } from '../wire/x224/connection-request.js';
import { securityProtocols } from '../wire/x224/security-protocols.js';
import { readTpdu, readTpduAfter } from './read-tpdu.js';

export interface NegotiatedSecurity {
  /** One of `securityProtocols`: TLS, or CredSSP inside it. */
  readonly protocol: number;
  /** What the client asked for; it is told again when it is protected, so that nobody can have changed it. */
  readonly requested: number;
}

const blobHeadBytes = 4;
const [smallestBlob, largestBlob] = [16, 2048];
/** X.224 says the size of a connection request in one byte. */
const longestRequest = 256;
const tlsRequired = 1;

/**
 * The first words of a client: a preconnection blob where it sends one, and its connection request (MS-RDPBCGR section 2.2.1.1). Blob,
 * cookie and routing token came before any protection and mean nothing. NLA is taken when the client offers it, else TLS. Null when
 * the client left, or speaks RDP's own encryption only and was told so. @throws MalformedPdu.
 */
export async function negotiateSecurity(
  reader: StreamReader,
  send: (bytes: Buffer) => void,
): Promise<NegotiatedSecurity | null> {
  const tpdu = await readRequest(reader);
  if (tpdu === null) return null;
  const { protocols } = readConnectionRequest(tpdu);
  const protocol = choose(protocols ?? securityProtocols.rdp);
  if (protocol === null) {
    send(writeConnectionConfirm({ kind: 'refused', failure: tlsRequired }));
    return null;
  }
  send(writeConnectionConfirm({ kind: 'agreed', protocol, flags: 0 }));
  return { protocol, requested: protocols ?? 0 };
}

function choose(offered: number): number | null {
  const { hybridEx, hybrid, tls } = securityProtocols;
  return [hybridEx, hybrid, tls].find((protocol) => offered & protocol) ?? null;
}

async function readRequest(reader: StreamReader): Promise<Buffer | null> {
  const head = await reader.exactly(blobHeadBytes);
  if (head === null) return null;
  // A TPKT begins with 3; the size of a blob never does.
  if (head[0] === 3) return readTpduAfter(head, reader, longestRequest);
  const size = head.readUInt32LE(0);
  if (size < smallestBlob || size > largestBlob) throw new MalformedPdu('neither a TPKT nor a blob');
  const rest = await reader.exactly(size - blobHeadBytes);
  if (rest === null) return null;
  readPreconnectionBlob(Buffer.concat([head, rest]));
  return readTpdu(reader, longestRequest);
}
