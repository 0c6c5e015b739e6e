import { ApiRefusal } from './api-client.js';
import type { PersonAtWork } from './person-at-work.js';

/** Does what takes a fresh code; gives one when the last one is too old by now, as it is on a slow machine. */
export async function withFreshFactor<T>(
  person: Pick<PersonAtWork, 'api' | 'authenticator'>,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.code !== 'fresh-factor-required') throw error;
    await person.api.mustSend('POST', '/api/step-up', { code: await person.authenticator.nextCode() });
    return act();
  }
}
