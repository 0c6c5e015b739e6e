import { createHash } from 'node:crypto';
import { canonicalJson } from '@gatehouse/kernel';
import type { DomainEvent } from '@gatehouse/kernel';

/** The bytes of an audit entry as they are stored and hashed: canonical JSON, UTF-8. */
export function canonicalEntry(event: DomainEvent): Buffer {
  return Buffer.from(
    canonicalJson({
      actor: event.actor,
      at: event.at.toISOString(),
      data: event.data,
      kind: event.kind,
      siteId: event.siteId,
      subjects: event.subjects,
      v: 1,
    }),
    'utf8',
  );
}

/** RFC 6962 section 2.1: SHA-256(0x00 | entry), 32 bytes, so that a Merkle log can be put over the entries as they are. */
export function leafHash(canonical: Buffer): Buffer {
  return createHash('sha256').update(Buffer.of(0)).update(canonical).digest();
}
