import { DomainError, isFactorFresh, newId } from '@gatehouse/kernel';
import type { Actor, Clock, EventLog, GrantId, PersonId, TicketId, UnitOfWork } from '@gatehouse/kernel';
import { connectTicketLifeSeconds } from './connect-ticket.js';
import { viewerPasswordIssued } from './grant-events.js';
import type { GrantForConnect, GrantStore } from './grant-store.js';
import { refuseUnlessOpen } from './issue-connect-ticket.js';
import { mostLiveViewerPasswords, newViewerPassword } from './viewer-password.js';
import type { ViewerPasswordStore } from './viewer-password.js';

export interface IssueViewerPassword {
  readonly grantId: GrantId;
  readonly by: { readonly personId: PersonId; readonly actor: Actor };
  /** When the second factor was last given; null when it was not. */
  readonly factorAt: Date | null;
}

interface PasswordStores {
  readonly grants: GrantStore;
  readonly viewerPasswords: ViewerPasswordStore;
  readonly events: EventLog;
}

export interface IssueViewerPasswordDeps<Stores extends PasswordStores> {
  readonly uow: UnitOfWork<Stores>;
  readonly clock: Clock;
  /** As for a connect ticket. */
  readonly factorFreshSeconds: (stores: Stores, found: GrantForConnect, now: Date) => Promise<number>;
  /** The door can be reached from its own machine only, so that nothing leaves in clear whatever a site allows. */
  readonly isDoorLocal: boolean;
  readonly seal: (password: string, id: TicketId) => Buffer;
}

/**
 * Makes a password for one connection of an own viewer under a person's own open grant; an earlier one of this grant is void. It is
 * given out here only.
 * @throws DomainError as for a connect ticket, `forbidden` where the site does not allow it, and `conflict` when too many are live.
 */
export async function issueViewerPassword<Stores extends PasswordStores>(
  deps: IssueViewerPasswordDeps<Stores>,
  input: IssueViewerPassword,
): Promise<{ password: string; expiresAt: Date }> {
  return deps.uow.run(async (stores) => {
    const { grants, viewerPasswords, events } = stores;
    const now = deps.clock.now();
    const found = await grants.findForConnect(input.grantId);
    if (found === null || found.grant.personId !== input.by.personId || found.target.protocol !== 'vnc')
      throw new DomainError('not-found', 'There is no such access. Look at your list again.');
    refuseUnlessOpen(found, now);
    if (!deps.isDoorLocal && !(await viewerPasswords.isAllowed(found.site.id)))
      throw new DomainError(
        'forbidden',
        'This site takes no viewer that signs in by a password alone. Use the browser, or a viewer with VeNCrypt.',
      );
    const factorFreshSeconds = await deps.factorFreshSeconds(stores, found, now);
    if (input.factorAt === null || !isFactorFresh(input.factorAt, factorFreshSeconds, now))
      throw new DomainError('fresh-factor-required', 'Give a new code, then connect.');
    const password = newViewerPassword();
    const windowEnd = found.grant.window.closesAt.getTime();
    const made = {
      id: newId('tick'),
      grantId: found.grant.id,
      personId: input.by.personId,
      factorAt: input.factorAt,
      createdAt: now,
      expiresAt: new Date(Math.min(now.getTime() + connectTicketLifeSeconds * 1000, windowEnd)),
    };
    if (!(await viewerPasswords.add(made, deps.seal(password, made.id), mostLiveViewerPasswords)))
      throw new DomainError('conflict', 'Too many such passwords are in use. Try again in a minute.');
    await events.append(viewerPasswordIssued(found.grant, made, input.by.actor, now));
    return { password, expiresAt: made.expiresAt };
  });
}
