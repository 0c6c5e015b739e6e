import type { SecretBox, TicketId } from '@gatehouse/kernel';

/** Sealed for this password's own row: it opens in no other. */
export function sealViewerPassword(box: SecretBox, password: string, id: TicketId): Buffer {
  return box.seal(Buffer.from(password, 'latin1'), contextOf(id));
}

/** @throws when the bytes were altered, or are those of another row. */
export function openViewerPassword(box: SecretBox, sealed: Buffer, id: TicketId): string {
  return box.open(sealed, contextOf(id)).toString('latin1');
}

function contextOf(id: TicketId): string {
  return `viewer-password:${id}`;
}
