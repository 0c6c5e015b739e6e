import { writeTpkt } from '../framing/tpkt.js';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** X.224 Connection Request (MS-RDPBCGR section 2.2.1.1): the first thing a client says. */
export interface ConnectionRequest {
  /** The value of `Cookie: mstshash=`, usually the user's name, cut by the client; null where there is none. */
  readonly cookie: string | null;
  /** What a load balancer would go by, without its line end; null where there is none. Never beside a cookie. */
  readonly routingToken: string | null;
  /** Bits of `securityProtocols`; null where the client knows of none but RDP's own. */
  readonly protocols: number | null;
  /** 1 restricted administration, 2 redirected authentication, 8 with correlation info. */
  readonly flags: number;
}

/** Shorter than a client's 255 bytes of TPDU by itself; a guard for what is kept of it. */
const mostText = 240;

/** @param tpdu what a TPKT held. @throws MalformedPdu. */
export function readConnectionRequest(tpdu: Uint8Array): ConnectionRequest {
  const outer = new PduReader(tpdu, 'connection request');
  const lengthIndicator = outer.u8();
  const reader = outer.piece(lengthIndicator, 'connection request');
  outer.end();
  if ((reader.u8() & 0xf0) !== 0xe0) reader.fail('is another TPDU');
  reader.skip(4);
  if (reader.u8() !== 0) reader.fail('is of another class than 0');
  const line = takeLine(reader);
  const cookie = line?.startsWith('Cookie: mstshash=') ? line.slice('Cookie: mstshash='.length) : null;
  const routingToken = cookie === null ? line : null;
  if (reader.left === 0) return { cookie, routingToken, protocols: null, flags: 0 };
  if (reader.u8() !== 1) reader.fail('holds something other than a negotiation request');
  const flags = reader.u8();
  if (reader.u16() !== 8) reader.fail('holds a negotiation request of another size than 8');
  const protocols = reader.u32();
  // RDP_NEG_CORRELATION_INFO, which follows, is of use for the client's own log only.
  if (flags & 8) reader.skip(36);
  reader.end();
  return { cookie, routingToken, protocols, flags };
}

/** A whole TPKT. @throws RangeError for a text that is too long or would end its own line. */
export function writeConnectionRequest(request: ConnectionRequest): Buffer {
  const line = request.cookie === null ? request.routingToken : `Cookie: mstshash=${request.cookie}`;
  const variable = new PduWriter();
  if (line !== null) {
    if (/[\r\n]/.test(line) || line.length > mostText)
      throw new RangeError('a cookie or routing token is one line of at most 240 characters');
    variable.bytes(Buffer.from(`${line}\r\n`, 'latin1'));
  }
  if (request.protocols !== null) variable.u8(1, request.flags).u16(8).u32(request.protocols);
  return writeTpkt(
    new PduWriter()
      .u8(6 + variable.length, 0xe0, 0, 0, 0, 0, 0)
      .bytes(variable.done())
      .done(),
  );
}

/** The line before the negotiation request, without its end; null where there is none. */
function takeLine(reader: PduReader): string | null {
  // A negotiation request begins with 1, which no line does.
  const first = reader.peek();
  if (first === null || first === 1) return null;
  let line = '';
  while (line.length <= mostText) {
    const byte = reader.u8();
    if (byte === 0x0d && reader.peek() === 0x0a) {
      reader.skip(1);
      return line;
    }
    line += String.fromCharCode(byte);
  }
  return reader.fail('holds a cookie or routing token that does not end');
}
