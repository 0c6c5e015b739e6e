import { AuditEntry, listOf } from '@gatehouse/contracts';
import type { Grant, Session } from '@gatehouse/contracts';
import { startPostgres } from '../world/database.js';
import type { RunningDatabase } from '../world/database.js';
import { runGatehouse } from '../world/gatehouse-command.js';
import { hostsConnectedTo } from '../world/hosts-connected-to.js';
import { isAlive } from '../world/is-alive.js';
import type { PersonAtWork } from '../world/person-at-work.js';
import { recordedStreams, untilSealed, verify } from '../world/recorded-streams.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { sessionHostsOf } from '../world/session-hosts-of.js';
import { sessionOf } from '../world/sessions.js';
import { openSshAs } from '../world/ssh-through-gateway.js';
import { startGatewayProcess } from '../world/start-gateway-process.js';
import type { RunningGateway } from '../world/start-gateway-process.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient, TerminalRefused } from '../world/terminal-client.js';
import { pause, waitUntil } from '../world/wait-until.js';

describe('processes of the gateway that die or get stuck', () => {
  let postgres: RunningDatabase;
  let environment: Record<string, string>;
  let world: World;
  /** The gateway of the present life; the last test starts another one. */
  let gateway: RunningGateway;
  /** One login each, so that no test waits for the next code. */
  let native: PersonAtWork;
  let other: PersonAtWork;

  beforeAll(async () => {
    postgres = await startPostgres();
    environment = { DATABASE_URL: postgres.url, SESSION_HOSTS: '2' };
    world = await startWorld({ environment });
    gateway = world.gateway;
    native = await world.plant.anotherVendor();
    other = await world.plant.anotherVendor();
  });
  afterAll(async () => {
    await gateway?.stop();
    await world?.stop();
    await postgres?.stop();
  });

  const newAccess = async (vendor = world.plant.vendor): Promise<Grant & { handle: string }> => {
    const target = await world.plant.anotherTarget();
    return { ...(await openAccess(world.plant, { vendor, targetId: target.id })), handle: target.handle };
  };
  const bothHosts = () =>
    waitUntil('two hosts are there', () => {
      const hosts = sessionHostsOf(gateway);
      return hosts.length === 2 ? hosts : null;
    });
  const busyHosts = () => hostsConnectedTo(gateway, world.sshd.port);
  /** A session on each of the two hosts. Which one a session gets is the gateway's choice, and a host may still be starting. */
  const oneOnEach = async (): Promise<TerminalClient[]> => {
    const { vendor } = world.plant;
    await waitUntil('no host runs anything', () => busyHosts().length === 0);
    await bothHosts();
    const first = await TerminalClient.connect(vendor, await newAccess());
    const second = await waitUntil(
      'a session on each host',
      async () => {
        const client = await TerminalClient.connect(vendor, await newAccess());
        if (busyHosts().length === 2) return client;
        client.type('exit\r');
        await client.closed;
        return null;
      },
      60_000,
    );
    return [first, second];
  };
  const sealedWithAll = async (sessionId: string, received: Buffer): Promise<Session> => {
    const session = await untilSealed(world.plant.auditor, sessionId, 30_000);
    const recordingId = session.recording?.id ?? '';
    const { out } = await recordedStreams(world.plant.auditor, recordingId);
    expect(received.length).toBeGreaterThan(0);
    expect(out.subarray(0, received.length).equals(received)).toBe(true);
    expect(['gaps', 'unaltered']).toContain((await verify(world.plant.auditor, recordingId)).verdict);
    return session;
  };

  it('gives two who connect at the same moment a host each', async () => {
    const { vendor } = world.plant;
    const tickets = [
      await connectTicket(vendor, await newAccess()),
      await connectTicket(vendor, await newAccess()),
    ];
    const clients = tickets.map((ticket) => TerminalClient.open(vendor, ticket));
    await Promise.all(clients.map((client) => client.ready()));
    expect(busyHosts()).toHaveLength(2);
    await Promise.all(clients.map(stillWorks));
  });

  it('a session host that is killed under load takes its own session only, and leaves all that was seen on record', async () => {
    const clients = await oneOnEach();
    await Promise.all(clients.map(startLoad));
    const [victim = 0] = sessionHostsOf(gateway);
    process.kill(victim, 'SIGKILL');
    await Promise.race(clients.map((client) => client.closed));
    const [lost, left] = split(clients);
    left.type('\x03');
    await stillWorks(left);
    const session = await sealedWithAll(sessionIdOf(lost), lost.output);
    expect(session).toMatchObject({ state: 'terminated', endReason: 'error' });
    const other = await sealedWithAll(sessionIdOf(left), left.output);
    expect(other).toMatchObject({ state: 'terminated', endReason: 'target-left' });
    expect(await bothHosts()).not.toContain(victim);
    const again = await TerminalClient.connect(world.plant.vendor, { id: session.grantId });
    await stillWorks(again);
  });

  it('RI-12 a session host that is stuck is ended by its parent within ten seconds, and its session with it', async () => {
    const clients = await oneOnEach();
    for (const client of clients) {
      client.type('echo be""fore\r');
      await client.untilOutput(/before/);
    }
    const [victim = 0] = sessionHostsOf(gateway);
    const stuckAt = Date.now();
    process.kill(victim, 'SIGSTOP');
    const { at } = await Promise.race(clients.map((client) => client.closed));
    expect(at - stuckAt).toBeLessThanOrEqual(10_000);
    expect(isAlive(victim)).toBe(false);
    const [lost, left] = split(clients);
    await stillWorks(left);
    const session = await sealedWithAll(sessionIdOf(lost), lost.output);
    expect(session).toMatchObject({ state: 'terminated', endReason: 'error' });
    expect(await bothHosts()).not.toContain(victim);
  });

  it('RI-12 a session host that hangs while it starts is ended by its parent, and replaced', async () => {
    const before = await bothHosts();
    process.kill(before[0] ?? 0, 'SIGKILL');
    const newcomer = await waitUntil(
      'a host is starting',
      () => sessionHostsOf(gateway).find((pid) => !before.includes(pid)),
      30_000,
      2,
    );
    process.kill(newcomer, 'SIGSTOP');
    await waitUntil('it is ended', () => !isAlive(newcomer), 60_000, 200);
    expect(await bothHosts()).not.toContain(newcomer);
  });

  it('SE-18 MN-01 the local kill ends a session while the gateway stands still and its database is gone', async () => {
    const { plant, sshd } = world;
    const grant = await newAccess(native);
    const ssh = await openSshAs(world, native, { terminal: true, handle: grant.handle });
    await ssh.untilOutput(/This session is recorded/);
    ssh.type('trap "" HUP; while :; do echo on and on; done\r');
    await ssh.untilOutput(/on and on\r\n/);
    gateway.process.child.kill('SIGSTOP');
    try {
      await postgres.kill();
      const killedAt = Date.now();
      const killing = runGatehouse(gateway, ['kill', '--all']);
      await ssh.ended;
      expect(Date.now() - killedAt).toBeLessThanOrEqual(2_000);
      expect(await killing).toMatchObject({ code: 0, output: expect.stringMatching(/^Ended 1 session/) });
    } finally {
      sshd.endAccountProcesses();
      await postgres.startAgain();
      gateway.process.child.kill('SIGCONT');
    }
    await waitUntil('the gateway serves again', async () => {
      const answer = await native.api.send('GET', '/api/me').catch(() => null);
      return answer?.status === 200;
    });
    const session = await untilSealed(plant.auditor, (await sessionOf(plant.auditor, grant.id)).id);
    expect(session).toMatchObject({ state: 'terminated', endReason: 'locked' });
    await expect(TerminalClient.connect(native, grant)).rejects.toThrow(/locked/i);
    expect(await runGatehouse(gateway, ['unlatch', '--all'])).toMatchObject({ code: 0 });
    // For five seconds from when the kill was written down, what starts is ended as well.
    const { at } = await waitUntil('the kill is written down', () => newestKill(plant.administrator));
    await pause(Date.parse(at) + 5_500 - Date.now());
    await waitUntil('the block is lifted', () => worksOrIsLocked(native, grant), 30_000, 500);
  });

  it('MN-08 nothing outlives a gateway that is killed by more than its authority, and the next start closes its books', async () => {
    const { plant, sshd } = world;
    const { dataDirectory, httpPort, sshPort } = gateway;
    const web = await TerminalClient.connect(plant.vendor, await newAccess());
    await startLoad(web);
    const grant = await newAccess(other);
    const ssh = await openSshAs(world, other, { terminal: true, handle: grant.handle });
    await ssh.untilOutput(/This session is recorded/);
    ssh.type(`i=0; while :; do i=$((i+1)); echo "line $i of ma""ny"; sleep 0.05; done\r`);
    await ssh.untilOutput(/line 5 of many/);
    const tree = gateway.processTree();
    const killedAt = Date.now();
    gateway.process.child.kill('SIGKILL');
    const webAt = (await web.closed).at - killedAt;
    expect(webAt).toBeGreaterThanOrEqual(0);
    expect(webAt).toBeLessThan(2_000);
    const { stdout } = await ssh.ended;
    // Fifteen seconds without authority, a look at it four times a second, and the closing of a session.
    expect(Date.now() - killedAt).toBeLessThanOrEqual(18_000);
    await waitUntil('every process is gone', () => !tree.some(isAlive), 5_000);
    await waitUntil('the machine has let go', () => sshd.accountProcesses().length === 0, 5_000);
    gateway = await startGatewayProcess({
      dataDirectory,
      ports: { http: httpPort, ssh: sshPort },
      environment,
    });
    const session = await sealedWithAll(sessionIdOf(web), web.output);
    expect(session).toMatchObject({ state: 'terminated', endReason: 'error' });
    const seen = stdout.subarray(stdout.indexOf('line 1 of many'), stdout.lastIndexOf(' of many'));
    const { id } = await sessionOf(plant.auditor, grant.id);
    const whole = await untilSealed(plant.auditor, id);
    expect(whole.state).toBe('terminated');
    expect(seen.length).toBeGreaterThan(1_000);
    const { out } = await recordedStreams(plant.auditor, whole.recording?.id ?? '');
    expect(out.indexOf(seen)).toBeGreaterThanOrEqual(0);
    expect(['gaps', 'unaltered']).toContain((await verify(plant.auditor, whole.recording?.id ?? '')).verdict);
  });
});

/** The one whose socket has closed, and the one whose session goes on. */
function split(clients: readonly TerminalClient[]): [TerminalClient, TerminalClient] {
  const closed = clients.filter((client) => !client.isOpen);
  const open = clients.filter((client) => client.isOpen);
  if (!closed[0] || !open[0]) throw new Error(`${closed.length} sessions have ended, ${open.length} go on`);
  return [closed[0], open[0]];
}

async function startLoad(client: TerminalClient): Promise<void> {
  client.type('i=0; while :; do i=$((i+1)); echo "line $i of many, and some more to fill it"; done\r');
  await client.untilOutput(/line 2000 of many/);
}

async function stillWorks(client: TerminalClient): Promise<void> {
  client.type('echo still he""re\r');
  await client.untilOutput(/still here/);
  client.type('exit\r');
  const { ended } = await client.untilEnded();
  if (ended.reason !== 'target-left') throw new Error(`the session ended otherwise: ${ended.reason}`);
}

function sessionIdOf(client: TerminalClient): string {
  const ready = client.messages.find((message) => message.type === 'ready');
  if (!ready) throw new Error('the session was never ready');
  return ready.sessionId;
}

async function newestKill(administrator: PersonAtWork): Promise<AuditEntry | undefined> {
  const { items } = await administrator.api.get('/api/audit?kind=session.killed-locally', listOf(AuditEntry));
  return items[0];
}

/** False while a latch that was lifted is still in force; rejects when it is anything else. */
async function worksOrIsLocked(vendor: PersonAtWork, grant: Grant): Promise<boolean> {
  try {
    await stillWorks(await TerminalClient.connect(vendor, grant));
    return true;
  } catch (error) {
    if (error instanceof TerminalRefused && error.ended.code === 'GH-LOCKED') return false;
    throw error;
  }
}
