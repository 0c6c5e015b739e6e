import type { Grant } from '@gatehouse/contracts';
import type { PersonAtWork } from './person-at-work.js';
import { TerminalClient, TerminalRefused } from './terminal-client.js';
import { waitUntil } from './wait-until.js';

/**
 * A terminal as soon as what passes by itself has passed: GH-STALE while a session host is being replaced, GH-IN-USE
 * while the session before is on its way out. @throws TerminalRefused at once for every other code.
 */
export function connectOnceAllowed(
  vendor: PersonAtWork,
  grant: Pick<Grant, 'id'>,
  passing: 'GH-STALE' | 'GH-IN-USE',
): Promise<TerminalClient> {
  return waitUntil(`${passing} passes`, () =>
    TerminalClient.connect(vendor, grant).catch((error: unknown) => {
      if (error instanceof TerminalRefused && error.ended.code === passing) return null;
      throw error;
    }),
  );
}
