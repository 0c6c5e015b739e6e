import { createHash, randomBytes } from 'node:crypto';
import type { ConfirmationId, NodeId, PersonId } from '@gatehouse/kernel';

/** How long a person may take; the connection that asks waits no longer. */
export const confirmationLifeSeconds = 120;
/** Connections of one person that may wait at one time. */
export const mostWaitingConfirmations = 3;
/** Questions of one person within their life, answered or hung up: whoever knows a password must not fill the trail. */
export const mostAskedConfirmations = 10;
/** A yes is spent by its connection within seconds. One that nobody fetched is worth nothing. */
export const spendWithinSeconds = 10;

/** An SSH connection that gave the first factor asks its person to confirm it in the portal. */
export interface SignInConfirmation {
  readonly id: ConfirmationId;
  readonly personId: PersonId;
  /** The connection that asked, and the node that holds it: only they can spend the answer. */
  readonly nodeId: NodeId;
  readonly wireId: string;
  /** Address the connection came from. */
  readonly source: string;
  /** The machine in its user name; null when none was named. */
  readonly handle: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export type ConfirmationStanding =
  /** Given once: it is spent with being read. */
  | { readonly state: 'confirmed'; readonly factorAt: Date }
  | { readonly state: 'waiting' | 'refused' | 'over' };

/** Every change is one conditional statement; false or null means that it did not apply. */
export interface SignInConfirmationStore {
  /**
   * False for a wire that has asked before, and when the person has as many waiting, or asked since `asked.since`, as
   * may be. The caller holds the person's row, so this is true of any number at once.
   */
  add(
    confirmation: SignInConfirmation,
    codeHash: Buffer,
    most: { waiting: number; asked: { number: number; since: Date } },
  ): Promise<boolean>;
  /** The person's own, while it waits. */
  find(personId: PersonId, codeHash: Buffer, now: Date): Promise<SignInConfirmation | null>;
  findById(personId: PersonId, id: ConfirmationId, now: Date): Promise<SignInConfirmation | null>;
  /** @param factorAt when the factor was given that stands for a yes; null is a no. */
  answer(
    personId: PersonId,
    id: ConfirmationId,
    factorAt: Date | null,
    now: Date,
  ): Promise<SignInConfirmation | null>;
  /** Spends a yes that was given after `answeredAfter`, for the wire that asked; else says how it stands. */
  spend(
    id: ConfirmationId,
    by: { nodeId: NodeId; wireId: string },
    now: Date,
    answeredAfter: Date,
  ): Promise<ConfirmationStanding>;
  /** The connection is gone. */
  voidOfWire(nodeId: NodeId, wireId: string): Promise<void>;
  /** The node is gone, and every connection it held with it. */
  voidOfNode(nodeId: NodeId): Promise<void>;
  forget(createdBefore: Date): Promise<void>;
}

/** Without I, L, O and U; what is mistaken for another is read as that other. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Forty random bits as `K7QM-X3TN`. A code is looked up among the signed-in person's own only, lives two minutes and
 * works once, so guessing one would take the person's own web session, and the terminal that shows it.
 */
export function newConfirmationCode(): { code: string; hash: Buffer } {
  const letters = [...randomBytes(8)].map((byte) => alphabet[byte & 31]).join('');
  const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  return { code, hash: confirmationCodeHash(code) };
}

/** However it was typed: small letters, without the dash, an O for a zero. */
export function confirmationCodeHash(typed: string): Buffer {
  const plain = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return createHash('sha256').update(`sign-in-confirmation:${plain}`).digest();
}
