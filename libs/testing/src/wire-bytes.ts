/** A `string` of RFC 4251 section 5. */
export function wireString(value: Buffer | string): Buffer {
  const bytes = Buffer.from(value as string, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** An `mpint` of RFC 4251 section 5, from a magnitude. */
export function mpint(magnitude: Buffer): Buffer {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const bare = first === -1 ? Buffer.alloc(0) : magnitude.subarray(first);
  return wireString((bare[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bare]) : bare);
}
