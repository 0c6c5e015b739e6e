import type { SecretBox, TicketId } from '@gatehouse/kernel';
import { ntHash } from '@gatehouse/protocol-rdp';

/**
 * What NLA is judged by (MS-NLMP section 3.3.1): the NT hash of a token, sealed for its ticket alone. It is as good as the token for as
 * long as that lives, a minute at most.
 */
export function sealNtHash(box: SecretBox, token: string, ticketId: TicketId): Buffer {
  const hash = ntHash(Buffer.from(token, 'utf8'));
  try {
    return box.seal(hash, contextOf(ticketId));
  } finally {
    hash.fill(0);
  }
}

/** 16 bytes. Throws when these were sealed for another ticket. */
export function openNtHash(box: SecretBox, sealed: Buffer, ticketId: TicketId): Buffer {
  return box.open(sealed, contextOf(ticketId));
}

function contextOf(ticketId: TicketId): string {
  return `nt-hash:${ticketId}`;
}
