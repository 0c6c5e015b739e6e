import { AuditEntry, listOf } from '@gatehouse/contracts';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Client } from 'ssh2';
import { freePort } from '../world/free-port.js';
import { openOddChannel } from '../world/open-odd-channel.js';
import { openAccess } from '../world/request-and-approve.js';
import { connectByLibrary, execOn } from '../world/ssh-library-client.js';
import { sshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { waitUntil } from '../world/wait-until.js';
import { WatchedProcess } from '../world/watched-process.js';

type Attempt = (client: Client, done: (error: Error | undefined | null) => void) => void;

describe('what a grant does not name', () => {
  let world: World;
  let client: Client;

  beforeAll(async () => {
    world = await startWorld();
    const { vendor, target } = world.plant;
    await openAccess(world.plant);
    client = await connectByLibrary(
      {
        port: world.gateway.sshPort,
        user: `${vendor.login}+${target.handle}`,
        password: vendor.password,
        code: await vendor.authenticator.nextCode(),
      },
      // Or the library itself refuses what only OpenSSH serves, and nothing of it is ever sent.
      { strictVendor: false },
    );
  });
  afterAll(async () => {
    client?.destroy();
    await world?.stop();
  });

  const attempt = (act: Attempt): Promise<Error | undefined> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(new Error('no answer')), 20_000);
      act(client, (error) => {
        clearTimeout(timer);
        resolve(error ?? undefined);
      });
    });
  /** Every way past the shell there is, by what it would reach. */
  const attempts: [string, Attempt][] = [
    ['metadata service', (c, done) => c.forwardOut('127.0.0.1', 1, '169.254.169.254', 80, done)],
    ['own web port', (c, done) => c.forwardOut('127.0.0.1', 1, '127.0.0.1', world.gateway.httpPort, done)],
    ['the target itself', (c, done) => c.forwardOut('127.0.0.1', 1, '127.0.0.1', world.sshd.port, done)],
    ['sftp', (c, done) => c.sftp(done)],
    ['a Unix socket', (c, done) => c.openssh_forwardOutStreamLocal('/var/run/docker.sock', done)],
    ['a listener', (c, done) => c.forwardIn('127.0.0.1', 0, done)],
    ['a Unix listener', (c, done) => c.openssh_forwardInStreamLocal('/tmp/gatehouse-test.sock', done)],
    ['another subsystem', (c, done) => c.subsys('netconf', done)],
    ['a display', (c, done) => c.exec('true', { x11: { screen: 0 } }, done)],
    ...['tun@openssh.com', 'auth-agent@openssh.com', 'foo@bar'].map((type): [string, Attempt] => [
      type,
      (c, done) => openOddChannel(c, type, done),
    ]),
  ];
  const lettingThrough = async (): Promise<string[]> => {
    const through: string[] = [];
    for (const [what, act] of attempts) {
      const error = await attempt(act);
      if (!error || error.message === 'no answer') through.push(what);
    }
    return through;
  };
  /** What the audit trail holds of one kind, when it holds each of these words. */
  const auditOf = (
    kind: string,
    words: readonly string[],
    isMeant: (entry: AuditEntry) => boolean = () => true,
  ): Promise<readonly AuditEntry[]> =>
    waitUntil(`${kind} names ${words.join(', ')}`, async () => {
      const { items } = await world.plant.administrator.api.get(
        `/api/audit?limit=200&kind=${kind}`,
        listOf(AuditEntry),
      );
      const meant = items.filter(isMeant);
      const text = JSON.stringify(meant.map(({ data }) => data));
      return words.every((word) => text.includes(word)) ? meant : null;
    });
  const neverServed = [
    ...['/var/run/docker.sock', 'tcpip-forward', 'streamlocal-forward@openssh.com', 'netconf', 'x11-req'],
    ...['tun@openssh.com', 'auth-agent@openssh.com', 'foo@bar'],
  ];

  it('SE-14 RI-05 is refused as a first channel, on record with its destination, and ends no connection', async () => {
    world.sshd.clearLog();
    expect(await lettingThrough()).toEqual([]);
    // What a right could have allowed asked for a session and was refused one; the rest reached no session at all.
    await auditOf('connection.refused', [
      'forward:169.254.169.254:80',
      `forward:127.0.0.1:${world.gateway.httpPort}`,
      `forward:127.0.0.1:${world.sshd.port}`,
      '"files"',
      'GH-NOT-INCLUDED',
    ]);
    await auditOf('channel.refused', neverServed);
    expect(world.sshd.log()).not.toContain('Connection from');
  });

  it('SE-14 RI-05 is refused beside a channel that is granted, under the session it was asked in', async () => {
    const channel = await execOn(client, 'cat');
    const said: string[] = [];
    channel.on('data', (data: Buffer) => said.push(data.toString()));
    channel.write('granted\n');
    await waitUntil('what is granted works', () => said.join('') === 'granted\n');
    expect(await lettingThrough()).toEqual([]);
    const inSession = (entry: AuditEntry): boolean => 'session' in entry.subjects;
    const refused = await auditOf(
      'channel.refused',
      [
        'forward:169.254.169.254:80',
        `forward:127.0.0.1:${world.gateway.httpPort}`,
        '"files"',
        'GH-NOT-INCLUDED',
        ...neverServed,
      ],
      inSession,
    );
    expect(new Set(refused.map(({ subjects }) => subjects['session'])).size).toBe(1);
    channel.write('still granted\n');
    await waitUntil('it goes on', () => said.join('') === 'granted\nstill granted\n');
    channel.end();
  });

  it('SE-14 lends the machine no agent of the person, and puts the attempt on record', async () => {
    const { plant } = world;
    const vendor = await plant.anotherVendor();
    await openAccess(plant, { vendor, targetId: (await plant.anotherTarget({ handle: 'agentless' })).id });
    const folder = temporaryFolder('agent');
    const socket = join(folder.path, 'agent.sock');
    const agent = new WatchedProcess('ssh-agent', ['-D', '-a', socket]);
    try {
      await agent.untilOutput(/SSH_AUTH_SOCK/);
      const result = await sshAs(world, vendor, {
        handle: 'agentless',
        command: 'echo "agent: $SSH_AUTH_SOCK"',
        options: [`IdentityAgent=${socket}`, 'ForwardAgent=yes'],
      });
      expect(result.stdout.toString()).toBe('agent: \n');
      await auditOf('channel.refused', ['auth-agent-req@openssh.com']);
    } finally {
      await agent.stop();
      folder.remove();
    }
  });

  it('SE-12 leaves no listener on the gateway that a process at the target could keep', async () => {
    const port = await freePort();
    expect(await attempt((c, done) => c.forwardIn('127.0.0.1', port, done))).toBeInstanceOf(Error);
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});
