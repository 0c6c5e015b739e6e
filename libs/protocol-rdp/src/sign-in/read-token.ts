import { derSpan } from './der-reader.js';
import { derTags } from './der-tags.js';
import { MalformedToken } from './malformed-token.js';

/** Tokens with tickets of large domains reach some tens of thousands of octets. */
export const mostTokenOctets = 64 * 1024;

/** Size of the TSRequest that begins with these octets; null as long as too few are there, at most six. @throws MalformedToken. */
export function tokenLength(head: Uint8Array): number | null {
  if (head.length > 0 && head[0] !== derTags.sequence) throw new MalformedToken('this is no CredSSP');
  const span = derSpan(head);
  if (span && span.end > mostTokenOctets) throw new MalformedToken('a token is too large');
  return span?.end ?? null;
}

/** One TSRequest from a stream that is read in exact pieces; not an octet more is taken. @throws MalformedToken. */
export async function readToken(take: (count: number) => Promise<Uint8Array>): Promise<Buffer> {
  let head = Buffer.from(await take(2));
  let length = tokenLength(head);
  while (length === null) {
    head = Buffer.concat([head, await take(1)]);
    length = tokenLength(head);
  }
  return length === head.length ? head : Buffer.concat([head, await take(length - head.length)]);
}
