import type { StreamReader } from '@gatehouse/desktop';
import { MalformedPdu } from '../wire/malformed-pdu.js';

const headBytes = 4;

/** The largest TPDU of a sign-in, in bytes: a connect initial of a client with many monitors is far smaller. */
export const longestSignInTpdu = 8 * 1024;

/**
 * What the next TPKT holds (RFC 1006 section 6), reading not a byte further. Null when the stream ends.
 * @throws MalformedPdu where it is none, or larger than `mostBytes`, before its body is waited for.
 */
export async function readTpdu(reader: StreamReader, mostBytes = longestSignInTpdu): Promise<Buffer | null> {
  const head = await reader.exactly(headBytes);
  return head && readTpduAfter(head, reader, mostBytes);
}

/** The same after its first four bytes. */
export async function readTpduAfter(
  head: Buffer,
  reader: StreamReader,
  mostBytes = longestSignInTpdu,
): Promise<Buffer | null> {
  const length = head.readUInt16BE(2) - headBytes;
  if (head[0] !== 3 || length < 1 || length > mostBytes) throw new MalformedPdu('a TPKT of another size');
  return reader.exactly(length);
}
