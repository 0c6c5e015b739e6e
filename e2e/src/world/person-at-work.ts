import {
  CompleteEnrolmentAnswer,
  InvitationAnswer,
  Me,
  OpenEnrolmentAnswer,
  Person,
} from '@gatehouse/contracts';
import { randomBytes } from 'node:crypto';
import { ApiClient } from './api-client.js';
import { Authenticator } from './authenticator.js';
import { withFreshFactor } from './with-fresh-factor.js';

/** Somebody who has enrolled: what they know, what they hold, and their browser. */
export interface PersonAtWork {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly password: string;
  readonly authenticator: Authenticator;
  readonly recoveryCodes: readonly string[];
  readonly api: ApiClient;
}

export interface Invitation {
  readonly login: string;
  readonly displayName: string;
  readonly email?: string;
  readonly timeZone?: string;
  readonly roles: readonly { role: string; siteId: string | null }[];
  readonly vendorOrganisationId?: string;
  readonly sponsorId?: string;
}

/** Invites as `host`, enrols on a device of its own, has a vendor confirmed by `sponsor`, and signs in. */
export async function bringIn(
  host: Inviting,
  invitation: Invitation,
  sponsor: Inviting = host,
): Promise<PersonAtWork> {
  const { api } = host;
  const person = await withFreshFactor(host, () => api.post('/api/people', invitation, Person));
  const link = await withFreshFactor(host, () =>
    api.post(`/api/people/${person.id}/invitations`, {}, InvitationAnswer),
  );
  const enrolled = await enrol(api.origin, link.token);
  if (enrolled.state === 'awaiting-confirmation')
    await withFreshFactor(sponsor, () =>
      sponsor.api.mustSend('POST', `/api/people/${person.id}/confirm`, {}),
    );
  return signInAfterEnrolment(api.origin, enrolled);
}

type Inviting = Pick<PersonAtWork, 'api' | 'authenticator'>;

export interface Enrolled {
  readonly login: string;
  readonly displayName: string;
  readonly password: string;
  readonly authenticator: Authenticator;
  readonly recoveryCodes: readonly string[];
  readonly state: 'awaiting-confirmation' | 'active';
}

/** Follows the link of an invitation, on nothing but a phone. */
export async function enrol(origin: string, token: string): Promise<Enrolled> {
  const device = new ApiClient(origin);
  const opened = await device.post('/api/enrolment/open', { token }, OpenEnrolmentAnswer);
  const authenticator = new Authenticator(opened.totpSecret);
  const password = `P-${randomBytes(15).toString('base64url')}`;
  const done = await device.post(
    '/api/enrolment/complete',
    { token, password, code: await authenticator.nextCode() },
    CompleteEnrolmentAnswer,
  );
  return {
    login: opened.login,
    displayName: opened.displayName,
    password,
    authenticator,
    recoveryCodes: done.recoveryCodes,
    state: done.state,
  };
}

/**
 * For the first time, with the last of the recovery codes: enrolment took a code of the authenticator, and so the next
 * one is there when a test wants it, where it would have to wait for half a minute.
 */
export async function signInAfterEnrolment(origin: string, enrolled: Enrolled): Promise<PersonAtWork> {
  const api = new ApiClient(origin);
  await api.mustSend('POST', '/api/sign-in', { login: enrolled.login, password: enrolled.password });
  const recoveryCode = enrolled.recoveryCodes.at(-1);
  const me = await api.post('/api/sign-in/recovery-code', { recoveryCode }, Me);
  return { ...enrolled, id: me.id, api };
}

/** Password, then a code that was not used before. */
export async function signIn(
  api: ApiClient,
  who: { login: string; password: string; authenticator: Authenticator },
): Promise<Me> {
  await api.mustSend('POST', '/api/sign-in', { login: who.login, password: who.password });
  return api.post('/api/sign-in/code', { code: await who.authenticator.nextCode() }, Me);
}
