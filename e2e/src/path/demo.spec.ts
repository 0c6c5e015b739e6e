import { AccessRequest, ConnectTicketAnswer, EntitledTarget, Grant, listOf, Me } from '@gatehouse/contracts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from '../world/api-client.js';
import { Authenticator } from '../world/authenticator.js';
import { runFileClient } from '../world/file-client.js';
import { DesktopClient } from '../world/desktop-client.js';
import { signIn } from '../world/person-at-work.js';
import { runSsh } from '../world/ssh-client.js';
import { startGatewayProcess } from '../world/start-gateway-process.js';
import type { RunningGateway } from '../world/start-gateway-process.js';
import { waitUntil } from '../world/wait-until.js';
import { temporaryFolder } from '../world/temporary-folder.js';

/** A line of demo-people.json. */
interface DemoSignIn {
  readonly login: string;
  readonly name: string;
  readonly password: string;
  readonly totpSecret: string;
}

describe('the demo plant of npm start', () => {
  let gateway: RunningGateway;
  const lives: RunningGateway[] = [];
  const authenticators = new Map<string, Authenticator>();
  const sessions = new Map<string, ApiClient>();

  const start = async (before?: RunningGateway): Promise<void> => {
    gateway = await startGatewayProcess({
      demo: true,
      ...(before && {
        dataDirectory: before.dataDirectory,
        ports: { http: before.httpPort, ssh: before.sshPort },
      }),
    });
    lives.push(gateway);
  };
  beforeAll(() => start());
  afterAll(async () => {
    for (const life of lives.reverse()) await life.dispose();
  });

  const people = (): DemoSignIn[] =>
    JSON.parse(readFileSync(join(gateway.dataDirectory, 'demo-people.json'), 'utf8')) as DemoSignIn[];
  /** A demo person with their authenticator, which must not show a code twice. */
  const demoPerson = (login: string): DemoSignIn & { authenticator: Authenticator } => {
    const person = people().find((each) => each.login === login);
    if (!person) throw new Error(`there is no ${login} in the demo plant`);
    const authenticator = authenticators.get(login) ?? new Authenticator(person.totpSecret);
    authenticators.set(login, authenticator);
    return { ...person, authenticator };
  };
  const signedIn = async (login: string): Promise<ApiClient> => {
    const api = new ApiClient(gateway.origin);
    await signIn(api, demoPerson(login));
    return api;
  };
  /** Signed in once, for a code is there every thirty seconds only. */
  const sessionOf = async (login: string): Promise<ApiClient> => {
    const api = sessions.get(login) ?? (await signedIn(login));
    sessions.set(login, api);
    return api;
  };
  /** The line that is printed, with password and code as a person answers them. */
  const sshToFiller = async (command: string) => {
    const tomas = demoPerson('tomas');
    expect(gateway.process.output).toContain(`ssh -p ${gateway.sshPort} tomas+l2-fil02-edge1@localhost`);
    return runSsh({
      port: gateway.sshPort,
      user: 'tomas+l2-fil02-edge1',
      answers: [tomas.password, await tomas.authenticator.nextCode()],
      command,
    });
  };

  it('prints who there is, and no set-up token', () => {
    expect(gateway.setUpToken).toBeNull();
    for (const { login, password, name } of people())
      expect(gateway.process.output).toMatch(new RegExp(`${login} +${password} +${name}`));
  });

  it('takes the path of the README: Tomas asks, Deniz approves, ssh reaches the controller', async () => {
    const vendor = await sessionOf('tomas');
    const { items } = await vendor.get('/api/entitled-targets', listOf(EntitledTarget));
    const filler = items.find((each) => each.handle === 'l2-fil02-edge1');
    const now = Date.now();
    const request = await vendor.post(
      '/api/access-requests',
      {
        targetIds: [filler?.id],
        purpose: 'Look at the fault list of the filler',
        plannedChange: false,
        rights: ['shell', 'exec', 'files-out'],
        window: { opensAt: new Date(now).toISOString(), closesAt: new Date(now + 3_600_000).toISOString() },
      },
      AccessRequest,
    );
    const approver = await sessionOf('deniz');
    await approver.mustSend('POST', `/api/access-requests/${request.id}/reviews`, {
      verdict: 'approve',
      contentHash: request.contentHash,
    });
    const said = await sshToFiller('help');
    expect(said.stderr).not.toContain('GH-');
    expect(said.stdout.toString()).toContain('help');
    expect(said.code).toBe(0);
  });

  it('shows the panel of the filler, which proves nothing and takes clicks', async () => {
    const tomas = { api: await sessionOf('tomas') };
    const { items } = await tomas.api.get('/api/entitled-targets', listOf(EntitledTarget));
    const panel = items.find((each) => each.handle === 'l2-fil02-hmi1');
    expect(panel).toMatchObject({ protocol: 'vnc', identity: 'unprovable' });
    const now = Date.now();
    const request = await tomas.api.post(
      '/api/access-requests',
      {
        targetIds: [panel?.id],
        purpose: 'Acknowledge the alarm of valve 17',
        plannedChange: false,
        rights: ['view', 'control'],
        window: { opensAt: new Date(now).toISOString(), closesAt: new Date(now + 3_600_000).toISOString() },
      },
      AccessRequest,
    );
    const approver = await sessionOf('deniz');
    await approver.mustSend('POST', `/api/access-requests/${request.id}/reviews`, {
      verdict: 'approve',
      contentHash: request.contentHash,
    });
    const grants = (await tomas.api.get('/api/grants', listOf(Grant))).items;
    const grant = grants.find((each) => each.requestId === request.id);
    const { ticket } = await tomas.api.post(
      `/api/grants/${String(grant?.id)}/connect-tickets`,
      {},
      ConnectTicketAnswer,
    );
    const client = DesktopClient.withTicket(tomas, ticket);
    expect(await client.begin()).toEqual({ width: 800, height: 480 });
    // The strip behind the alarm: amber, and grey once it is acknowledged.
    const strip = async (): Promise<number> =>
      (await client.wholePicture(800, 480)).readUInt32LE((60 * 800 + 610) * 4);
    expect(await strip()).toBe(0x32b6f2);
    for (const buttons of [1, 0]) client.send([5, buttons, 0x02, 0x80, 0, 64]);
    await waitUntil('the alarm is acknowledged', async () => (await strip()) === 0xe6e3df);
    client.close();
  });

  it('gives a recipe of the controller to scp', async () => {
    const tomas = demoPerson('tomas');
    const folder = temporaryFolder('demo-files');
    const answers = [tomas.password, await tomas.authenticator.nextCode()];
    const run = await runFileClient(
      'scp',
      { port: gateway.sshPort, user: 'tomas+l2-fil02-edge1', answers },
      (at) => [at('/recipes/cola-330.rcp'), join(folder.path, 'cola.rcp')],
    );
    expect(run).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder.path, 'cola.rcp'), 'utf8')).toContain('COLA 330 ML');
    folder.remove();
  });

  it('ends with 0 at Ctrl-C, and the next start finds people, plant and access as they were', async () => {
    const before = people();
    expect(await gateway.stop('SIGINT')).toEqual({ code: 0, signal: null });
    await start(gateway);
    expect(people()).toEqual(before);
    for (const { login, password } of before)
      expect(gateway.process.output).toMatch(new RegExp(`${login} +${password}`));
    const vendor = await signedIn('tomas');
    expect((await vendor.get('/api/me', Me)).login).toBe('tomas');
    expect((await vendor.get('/api/grants', listOf(Grant))).items).toHaveLength(2);
    const said = await sshToFiller('help');
    expect(said.stderr).not.toContain('GH-');
    expect(said.stdout.toString()).toContain('help');
  });
});
