import { listOf, Session } from '@gatehouse/contracts';
import type { PersonAtWork } from './person-at-work.js';
import { waitUntil } from './wait-until.js';

/** The newest session under a grant, as an auditor sees it. */
export async function sessionOf(auditor: PersonAtWork, grantId: string): Promise<Session> {
  return waitUntil('the session is listed', async () => {
    const { items } = await auditor.api.get('/api/sessions', listOf(Session));
    return items.find((each) => each.grantId === grantId);
  });
}
