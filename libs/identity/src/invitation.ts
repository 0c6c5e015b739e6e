import { createHash, randomBytes } from 'node:crypto';
import type { InvitationId, PersonId } from '@gatehouse/kernel';

export const invitationLifeSeconds = 24 * 3600;

export interface Invitation {
  readonly id: InvitationId;
  readonly personId: PersonId;
  readonly invitedBy: PersonId;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Links with which a person enrols. Only the hash of a token is kept. */
export interface InvitationStore {
  /** Adds the invitation and voids the person's older ones; the caller holds the person's row. */
  replace(invitation: Invitation, tokenHash: Buffer): Promise<void>;
  /** The invitation of this token while it may be used. */
  findOpen(tokenHash: Buffer, now: Date): Promise<Invitation | null>;
  /** Uses it up, in one conditional write; null when it was used, voided or too old. */
  spend(tokenHash: Buffer, now: Date): Promise<Invitation | null>;
  /** Voids what is open for the person. */
  voidOf(personId: PersonId, at: Date): Promise<void>;
  /** Voids what is open for everybody. */
  voidAll(at: Date): Promise<void>;
}

/** A one-time secret of 256 random bits, as text for a link, with the hash that is kept. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: tokenHash(token) };
}

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
