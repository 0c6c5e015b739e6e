import { InvitationAnswer, Person } from '@gatehouse/contracts';
import { openPortal } from '../world/portal-page.js';
import { Authenticator } from '../world/authenticator.js';
import type { Studio } from './chapter.js';

/** Everything before somebody is in: sign-in, its refusals, enrolment on a phone, set-up. */
export async function signInChapter({ world, browser, album }: Studio): Promise<void> {
  const { plant, gateway } = world;
  const page = await openPortal(browser, gateway.origin, '/sign-in');
  await page.getByLabel('Name').waitFor();
  await album.take(page, 'sign-in/password', 'Sign-in: name and password');
  await page.getByLabel('Name').fill(plant.auditor.login);
  await page.getByRole('textbox', { name: 'Password' }).fill('not the right password');
  await page.getByRole('button', { name: 'Next' }).click();
  await page
    .getByRole('alert')
    .or(page.getByText(/not (right|accepted)/))
    .first()
    .waitFor();
  await album.take(page, 'sign-in/password-refused', 'Sign-in: refused, the same words for every reason');
  await page.getByRole('textbox', { name: 'Password' }).fill(plant.auditor.password);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Code', { exact: true }).waitFor();
  await album.take(page, 'sign-in/code', 'Sign-in: the code');
  await page.getByLabel('Code', { exact: true }).fill(plant.auditor.authenticator.wrongCode());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page
    .getByText(/not (right|accepted)/)
    .first()
    .waitFor();
  await album.take(page, 'sign-in/code-refused', 'Sign-in: code refused');
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await album.take(page, 'sign-in/recovery-code', 'Sign-in: a recovery code');
  await page.goto(`${gateway.origin}/set-up`);
  await page.getByLabel('Set-up token').waitFor();
  await album.take(page, 'sign-in/set-up', 'Set-up: the first administrator');
  await enrolment({ world, browser, album });
  await page.context().close();
}

async function enrolment({ world, browser, album }: Studio): Promise<void> {
  const { plant, gateway } = world;
  const person = await plant.administrator.api.post(
    '/api/people',
    {
      login: 'petra',
      displayName: 'Petra Horak',
      vendorOrganisationId: plant.organisation.id,
      sponsorId: plant.approver.id,
      roles: [{ role: 'vendor-user', siteId: plant.site.id }],
    },
    Person,
  );
  const link = await plant.administrator.api.post(
    `/api/people/${person.id}/invitations`,
    {},
    InvitationAnswer,
  );
  const page = await openPortal(browser, gateway.origin, '/enrol');
  await page.getByText(/address is not whole/).waitFor();
  await album.take(page, 'sign-in/enrol-no-token', 'Enrolment: a link that is not whole');
  // Only the part behind the hash differs, which alone would not load the page anew.
  await page.goto('about:blank');
  await page.goto(link.url);
  await page.getByText('Welcome, Petra').waitFor();
  await album.take(page, 'sign-in/enrol', 'Enrolment on a phone alone: password, app, code');
  const secret = (await page.locator('code.secret').innerText()).replaceAll(' ', '');
  await page.getByRole('textbox', { name: 'Choose a password' }).fill('a sentence is easy to keep');
  await page.locator('input[autocomplete=one-time-code]').fill(await new Authenticator(secret).nextCode());
  const finish = page.getByRole('button', { name: 'Finish' });
  if (await finish.isVisible()) await finish.click();
  await page.getByText('Keep these codes').waitFor();
  await album.take(page, 'sign-in/enrol-codes', 'Enrolment: recovery codes, shown once');
  await page.getByText('I have kept them').first().click();
  await page.getByText('One more step, not yours').waitFor();
  await album.take(page, 'sign-in/enrol-waits', 'Enrolment: the sponsor must confirm');
  await page.context().close();
}
