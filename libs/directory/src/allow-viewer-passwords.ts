import type { Clock, EventLog, SiteId, UnitOfWork } from '@gatehouse/kernel';
import { mayChange, noSuch } from './administrator.js';
import type { Administrator } from './administrator.js';
import type { Site } from './directory.js';
import { viewerPasswordsAllowed } from './directory-events.js';
import type { SiteStore } from './directory-store.js';

/**
 * Allows own VNC viewers of this site to sign in by a password alone, or takes that back: from then on none gets in so, and what runs
 * goes on. Such a session leaves in clear, so it is off until an administrator wants it.
 * @throws DomainError `not-found`.
 */
export async function allowViewerPasswords(
  { uow, clock }: { uow: UnitOfWork<{ sites: SiteStore; events: EventLog }>; clock: Clock },
  by: Administrator,
  siteId: SiteId,
  allowed: boolean,
): Promise<Site> {
  return uow.run(async ({ sites, events }) => {
    const site = await sites.find(siteId);
    if (site === null || !mayChange(by, siteId)) throw noSuch('site');
    const changed = await sites.setViewerPasswords(siteId, allowed);
    if (changed) await events.append(viewerPasswordsAllowed(changed, by.actor, clock.now()));
    return changed ?? site;
  });
}
