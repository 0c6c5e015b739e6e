import { writeTpkt } from '../framing/tpkt.js';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** X.224 Connection Confirm (MS-RDPBCGR section 2.2.1.2): which security both sides go on with. */
export type ConnectionConfirm =
  /** `protocol` is one of `securityProtocols`; `flags` has bit 1 where extended client data is taken. */
  | { readonly kind: 'agreed'; readonly protocol: number; readonly flags: number }
  /** `failure` is a key of `negotiationFailures`. */
  | { readonly kind: 'refused'; readonly failure: number }
  /** A server from before the negotiation: it speaks RDP's own encryption only. */
  | { readonly kind: 'unnegotiated' };

/** Bits of the flags in a confirm. */
export const confirmFlags = {
  extendedClientData: 1,
  graphicsPipeline: 2,
  restrictedAdministration: 8,
  redirectedAuthentication: 16,
} as const;

/** @param tpdu what a TPKT held. @throws MalformedPdu. */
export function readConnectionConfirm(tpdu: Uint8Array): ConnectionConfirm {
  const outer = new PduReader(tpdu, 'connection confirm');
  const reader = outer.piece(outer.u8(), 'connection confirm');
  outer.end();
  if ((reader.u8() & 0xf0) !== 0xd0) reader.fail('is another TPDU');
  reader.skip(5);
  if (reader.left === 0) return { kind: 'unnegotiated' };
  const type = reader.u8();
  const flags = reader.u8();
  if (reader.u16() !== 8) reader.fail('holds an answer of another size than 8');
  const value = reader.u32();
  reader.end();
  if (type === 2) return { kind: 'agreed', protocol: value, flags };
  if (type === 3) return { kind: 'refused', failure: value };
  return reader.fail('holds something other than an answer to the negotiation');
}

/** A whole TPKT. */
export function writeConnectionConfirm(confirm: ConnectionConfirm): Buffer {
  const answer = new PduWriter();
  if (confirm.kind === 'agreed') answer.u8(2, confirm.flags).u16(8).u32(confirm.protocol);
  if (confirm.kind === 'refused') answer.u8(3, 0).u16(8).u32(confirm.failure);
  return writeTpkt(
    new PduWriter()
      .u8(6 + answer.length, 0xd0, 0, 0, 0x12, 0x34, 0)
      .bytes(answer.done())
      .done(),
  );
}
