import { AuditEntry, listOf } from '@gatehouse/contracts';
import type { Grant } from '@gatehouse/contracts';
import { runGatehouse } from '../world/gatehouse-command.js';
import { hostsConnectedTo } from '../world/hosts-connected-to.js';
import { isAlive } from '../world/is-alive.js';
import type { PersonAtWork } from '../world/person-at-work.js';
import { openAccess } from '../world/request-and-approve.js';
import { openSecondSite } from '../world/second-site.js';
import type { SecondSite } from '../world/second-site.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient, TerminalRefused } from '../world/terminal-client.js';
import { pause, waitUntil } from '../world/wait-until.js';

/** What `gatehouse kill --json` prints. */
interface KillAnswer {
  readonly ok: boolean;
  readonly sessions: readonly { sessionId: string; grantId: string }[];
  readonly hostsStopped: number;
  readonly ms: number;
}

describe('gatehouse kill of one session or one site', () => {
  let world: World;
  let elsewhere: SecondSite;

  beforeAll(async () => {
    world = await startWorld({ environment: { SESSION_HOSTS: '2' } });
    elsewhere = await openSecondSite(world.plant, world.sshd);
  });
  afterAll(() => world?.stop());

  const newAccess = async (): Promise<Grant> =>
    openAccess(world.plant, { targetId: (await world.plant.anotherTarget()).id });
  const kill = async (...scope: string[]): Promise<KillAnswer> => {
    const { code, output } = await runGatehouse(world.gateway, ['kill', ...scope, '--json']);
    expect({ code, output }).toMatchObject({ code: 0 });
    return JSON.parse(output) as KillAnswer;
  };
  const unlatch = async (...scope: string[]): Promise<void> =>
    expect(await runGatehouse(world.gateway, ['unlatch', ...scope])).toMatchObject({ code: 0 });
  const killsOnRecord = async (): Promise<AuditEntry[]> =>
    (await world.plant.administrator.api.get('/api/audit?kind=session.killed-locally', listOf(AuditEntry)))
      .items;

  it('SE-18 ends that session and holds its access, while others of the same site go on and begin', async () => {
    const { vendor } = world.plant;
    const [meant, other] = [await newAccess(), await newAccess()];
    const ended = await TerminalClient.connect(vendor, meant);
    const left = await TerminalClient.connect(vendor, other);
    const { sessionId } = await ended.ready();
    const answer = await kill('--session', sessionId);
    expect(answer.sessions).toEqual([{ sessionId, grantId: meant.id }]);
    expect(answer.ms).toBeLessThanOrEqual(1_000);
    expect((await ended.untilEnded()).ended.code).toBe('GH-LOCKED');
    expect(await refusalOf(vendor, meant)).toBe('GH-LOCKED');
    await stillWorks(left);
    await stillWorks(await TerminalClient.connect(vendor, await newAccess()));
    const [entry] = await waitUntil('the kill is on record', async () => {
      const entries = await killsOnRecord();
      return entries.length > 0 ? entries : null;
    });
    expect(entry).toMatchObject({ subjects: { session: sessionId } });
    await unlatch('--session', sessionId);
  });

  it('SE-18 ends what runs at that site and refuses it there, and nothing at another site', async () => {
    const { vendor, site } = world.plant;
    const [meant, idle] = [await newAccess(), await newAccess()];
    const ended = await TerminalClient.connect(vendor, meant);
    const far = await TerminalClient.connect(elsewhere.vendor, await openAccess(elsewhere));
    await kill('--site', site.id);
    expect((await ended.untilEnded()).ended.code).toBe('GH-LOCKED');
    expect(await refusalOf(vendor, meant)).toBe('GH-LOCKED');
    expect(await refusalOf(vendor, idle)).toBe('GH-LOCKED');
    await waitUntil('the kill is on record', async () =>
      (await killsOnRecord()).some((entry) => entry.siteId === site.id),
    );
    // By now every node has read the revocation that came of it.
    await pause(1_500);
    await stillWorks(far);
    const again = await openAccess(elsewhere);
    await stillWorks(await TerminalClient.connect(elsewhere.vendor, again));
    await unlatch('--site', site.id);
  });

  it('SE-18 holds the access of a session whose host was stuck and had to be stopped by force', async () => {
    const { plant, gateway, sshd } = world;
    const { vendor, target } = elsewhere;
    expect(target.id).not.toBe(plant.target.id);
    await waitUntil('no host runs anything', () => hostsConnectedTo(gateway, sshd.port).length === 0);
    const grant = await openAccess(elsewhere);
    const client = await TerminalClient.connect(vendor, grant);
    const { sessionId } = await client.ready();
    const [host = 0] = hostsConnectedTo(gateway, sshd.port);
    process.kill(host, 'SIGSTOP');
    const answer = await kill('--session', sessionId);
    expect(answer).toMatchObject({ ok: true, sessions: [], hostsStopped: 1 });
    await client.closed;
    await waitUntil('the host is gone', () => !isAlive(host));
    // The end of the session is being written down meanwhile, and frees the access unless the kill holds it.
    const answers = new Set<string>();
    for (const until = Date.now() + 4_000; Date.now() < until; await pause(100))
      answers.add(await refusalOf(vendor, grant));
    expect([...answers].filter((code) => code !== 'GH-LOCKED' && code !== 'GH-IN-USE')).toEqual([]);
    expect(await refusalOf(vendor, grant)).toBe('GH-LOCKED');
    await unlatch('--session', sessionId);
  });
});

/** The code a terminal is refused with, or that it was let in. */
async function refusalOf(vendor: PersonAtWork, grant: Grant): Promise<string> {
  try {
    (await TerminalClient.connect(vendor, grant)).close();
    return 'let in';
  } catch (error) {
    if (error instanceof TerminalRefused) return error.ended.code;
    throw error;
  }
}

async function stillWorks(client: TerminalClient): Promise<void> {
  client.type('echo still he""re\r');
  await client.untilOutput(/still here/);
  client.type('exit\r');
  expect((await client.untilEnded()).ended.reason).toBe('target-left');
}
