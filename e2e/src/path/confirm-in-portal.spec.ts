import { AuditEntry, listOf } from '@gatehouse/contracts';
import type { Browser, Page } from 'playwright-core';
import { phone, startBrowser } from '../world/browser.js';
import type { PersonAtWork } from '../world/person-at-work.js';
import { complaintsOf, openPortalAs } from '../world/portal-page.js';
import { openAccess } from '../world/request-and-approve.js';
import { openSsh } from '../world/ssh-client.js';
import type { SshSession } from '../world/ssh-client.js';
import { startGatewayProcess } from '../world/start-gateway-process.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';

describe('an ssh connection that is confirmed in the portal', () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    world = await startWorld();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  /** The technician's own ssh, with Enter in place of a code, and the code it then shows. */
  async function askBySsh(vendor: PersonAtWork): Promise<{ ssh: SshSession; code: string }> {
    const ssh = openSsh({
      port: world.gateway.sshPort,
      user: `${vendor.login}+${world.plant.target.handle}`,
      answers: [vendor.password, ''],
      options: ['LogLevel=INFO'],
      command: 'echo went on',
    });
    const shown = await ssh.untilOutput(/[0-9A-Z]{4}-[0-9A-Z]{4}/, 30_000);
    expect(shown).toContain(`${world.gateway.origin}/confirm`);
    return { ssh, code: /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(shown)?.[0] ?? '' };
  }

  async function openQuestion(vendor: PersonAtWork, code: string): Promise<Page> {
    const page = await openPortalAs(browser, vendor, '/confirm', phone);
    await page.getByLabel('Code in the terminal').fill(code.replace('-', '').toLowerCase());
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('heading', { name: 'Is this you?' }).waitFor();
    return page;
  }

  const trail = (kind: string) =>
    world.plant.administrator.api
      .get(`/api/audit?kind=${kind}`, listOf(AuditEntry))
      .then(({ items }) => items[0]);

  it('goes on by itself once its person has seen where it is from and given a code for it', async () => {
    const { vendor, target } = world.plant;
    await openAccess(world.plant);
    const { ssh, code } = await askBySsh(vendor);
    const page = await openQuestion(vendor, code);
    const complaints = complaintsOf(page);
    const facts = await page.locator('dl').innerText();
    expect(facts).toContain(`ssh as ${vendor.login}`);
    expect(facts).toContain('127.0.0.1');
    expect(facts).toContain(target.handle);
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    // The sign-in of before is no yes to this connection.
    await page.getByLabel('Code', { exact: true }).fill(await vendor.authenticator.nextCode());
    await page.getByRole('heading', { name: 'Confirmed' }).waitFor();
    const result = await ssh.ended;
    expect([result.stdout.toString(), result.code]).toEqual(['went on\n', 0]);
    expect(complaints).toEqual([]);
    await page.context().close();
    expect(await trail('sign-in.confirmed')).toMatchObject({
      actor: { id: vendor.id },
      data: { connectionSource: '127.0.0.1', machine: target.handle },
    });
    expect(await trail('sign-in.succeeded')).toMatchObject({
      actor: { id: vendor.id },
      data: { by: 'confirmation', door: 'ssh', first: 'password' },
    });
  });

  it('ends when its person says that it was somebody else', async () => {
    const vendor = await world.plant.anotherVendor();
    const { ssh, code } = await askBySsh(vendor);
    const page = await openQuestion(vendor, code);
    await page.getByRole('button', { name: 'Not me' }).click();
    await page.getByRole('heading', { name: 'Refused' }).waitFor();
    const result = await ssh.ended;
    expect(result.code).toBe(255);
    expect(result.stderr).toContain('It was not confirmed.');
    expect(await trail('sign-in.confirmation-refused')).toMatchObject({
      actor: { id: vendor.id },
      data: { alarm: true },
    });
    await page.context().close();
  });

  it('is void when its client hangs up, and after the gateway was killed', async () => {
    const vendor = await world.plant.anotherVendor();
    const find = async (code: string): Promise<number> =>
      (await vendor.api.send('POST', '/api/sign-in-confirmations/find', { code })).status;
    const left = await askBySsh(vendor);
    expect(await find(left.code)).toBe(200);
    await left.ssh.kill();
    const { ssh, code } = await askBySsh(vendor);
    expect(await find(left.code)).toBe(404);
    expect(await find(code)).toBe(200);
    const { gateway } = world;
    const { dataDirectory, httpPort, sshPort } = gateway;
    await gateway.stop('SIGKILL');
    expect((await ssh.ended).code).toBe(255);
    const again = await startGatewayProcess({ dataDirectory, ports: { http: httpPort, ssh: sshPort } });
    try {
      expect(await find(code)).toBe(404);
    } finally {
      await again.dispose();
    }
  });
});
