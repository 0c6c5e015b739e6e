import { DomainError } from '@gatehouse/kernel';
import type { OpenWebSession } from '@gatehouse/identity';
import type { AccessRow } from './access-table.js';

/**
 * Judges one caller against one row of the access table; HTTP routes and sockets alike.
 * @throws DomainError `sign-in-required` or `forbidden`; returns for a caller who may go on.
 */
export function admit(row: AccessRow | null, caller: OpenWebSession | null): void {
  if (row === null) throw new DomainError('forbidden', 'This address is not open to anyone.');
  if (row.who === 'public') return;
  if (caller === null) throw new DomainError('sign-in-required', 'Sign in first.');
  if (row.who === 'half') return;
  if (caller.level !== 'full') throw new DomainError('sign-in-required', 'Finish signing in with a code.');
  if (row.who === 'signed-in') return;
  const allowed = row.who;
  if (!caller.principal.roles.some((held) => allowed.includes(held.role)))
    throw new DomainError('forbidden', roleRefusal);
}

export const roleRefusal = 'Your roles do not allow this. Ask an administrator of the plant.';
