/** A packet as it goes over the wire before keys are in use (RFC 4253 section 6). */
export function plainPacket(payload: Buffer, padding = paddingFor(payload)): Buffer {
  const packet = Buffer.alloc(5 + payload.length + padding);
  packet.writeUInt32BE(packet.length - 4, 0);
  packet[4] = padding;
  payload.copy(packet, 5);
  return packet;
}

function paddingFor(payload: Buffer): number {
  const over = (5 + payload.length) % 8;
  return 8 - over < 4 ? 16 - over : 8 - over;
}

/** SSH_MSG_IGNORE without data. */
export const ignorePayload = Buffer.from([2, 0, 0, 0, 0]);

/** The name lists of a KEXINIT payload (RFC 4253 section 7.1), the key exchange first. */
export function nameListsOf(payload: Buffer): string[][] {
  const lists: string[][] = [];
  for (let at = 17; lists.length < 10;) {
    const length = payload.readUInt32BE(at);
    lists.push(
      payload
        .subarray(at + 4, at + 4 + length)
        .toString('latin1')
        .split(','),
    );
    at += 4 + length;
  }
  return lists;
}

export interface PlainMessages {
  /** The identification line as it came, line end included. */
  readonly ident: Buffer;
  /** Whole packets behind it, as far as they have come. */
  readonly packets: readonly Buffer[];
  /** What came of the next one. */
  readonly rest: Buffer;
}

/** Cuts what one side has sent so far into its identification and its packets; null before the identification. */
export function plainMessagesOf(bytes: Buffer): PlainMessages | null {
  const end = bytes.indexOf('\n');
  if (end === -1) return null;
  const packets: Buffer[] = [];
  let at = end + 1;
  while (bytes.length - at >= 4 && bytes.length - at >= 4 + bytes.readUInt32BE(at)) {
    const next = at + 4 + bytes.readUInt32BE(at);
    packets.push(bytes.subarray(at, next));
    at = next;
  }
  return { ident: bytes.subarray(0, end + 1), packets, rest: bytes.subarray(at) };
}

export function payloadOf(packet: Buffer): Buffer {
  return packet.subarray(5, packet.length - (packet[4] ?? 0));
}
