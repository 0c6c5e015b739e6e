import type { Piecewise } from './piecewise.js';

/** MS-RDPBCGR section 2.2.1.1.1. */
export const protocols = { tls: 1, hybrid: 2 } as const;

/** Connection Request with nothing but the protocols that are asked for. */
export function connectionRequest(requested: number): Buffer {
  return tpkt(0xe0, 1, requested);
}

/** Connection Confirm. */
export function connectionConfirm(selected: number): Buffer {
  return tpkt(0xd0, 2, selected);
}

/** The last four octets of a request or a confirmation, wherever it says what it wants. */
export async function readProtocols(input: Piecewise): Promise<number> {
  const head = await input.take(4);
  const body = await input.take(head.readUInt16BE(2) - 4);
  return body.length < 15 ? 0 : body.readUInt32LE(body.length - 4);
}

function tpkt(type: number, negotiation: number, value: number): Buffer {
  const bytes = Buffer.from([3, 0, 0, 19, 14, type, 0, 0, 0, 0, 0, negotiation, 0, 8, 0, 0, 0, 0, 0]);
  bytes.writeUInt32LE(value, 15);
  return bytes;
}
