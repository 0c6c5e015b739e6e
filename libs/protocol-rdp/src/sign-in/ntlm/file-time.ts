/** From 1601 to 1970, in tenths of a microsecond. */
const epoch = 116_444_736_000_000_000n;

/** FILETIME of MS-DTYP section 2.3.3, as eight octets. @param milliseconds since 1970, UTC. */
export function fileTime(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(Math.floor(milliseconds)) * 10_000n + epoch);
  return bytes;
}
