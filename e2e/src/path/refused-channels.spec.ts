import { AuditEntry, listOf } from '@gatehouse/contracts';
import type { Client } from 'ssh2';
import { freePort } from '../world/free-port.js';
import { openAccess } from '../world/request-and-approve.js';
import { connectByLibrary, execOn } from '../world/ssh-library-client.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { waitUntil } from '../world/wait-until.js';
import { createServer } from 'node:net';

type Attempt = (client: Client, done: (error: Error | undefined | null) => void) => void;

describe('what a grant does not name', () => {
  let world: World;
  let client: Client;

  beforeAll(async () => {
    world = await startWorld();
    const { vendor, target } = world.plant;
    await openAccess(world.plant);
    client = await connectByLibrary({
      port: world.gateway.sshPort,
      user: `${vendor.login}+${target.handle}`,
      password: vendor.password,
      code: await vendor.authenticator.nextCode(),
    });
    client.on('error', () => undefined);
  });
  afterAll(async () => {
    client?.destroy();
    await world?.stop();
  });

  const attempt = (act: Attempt): Promise<Error | undefined> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(new Error('no answer')), 5_000);
      act(client, (error) => {
        clearTimeout(timer);
        resolve(error ?? undefined);
      });
    });

  it('SE-14 RI-05 refuses every forward and subsystem, and puts the destination on record', async () => {
    const attempts: [string, Attempt][] = [
      ['metadata service', (c, done) => c.forwardOut('127.0.0.1', 1, '169.254.169.254', 80, done)],
      ['own web port', (c, done) => c.forwardOut('127.0.0.1', 1, '127.0.0.1', world.gateway.httpPort, done)],
      ['the target itself', (c, done) => c.forwardOut('127.0.0.1', 1, '127.0.0.1', world.sshd.port, done)],
      ['a Unix socket', (c, done) => c.openssh_forwardOutStreamLocal('/var/run/docker.sock', done)],
      ['a listener', (c, done) => c.forwardIn('127.0.0.1', 0, done)],
      ['a Unix listener', (c, done) => c.openssh_forwardInStreamLocal('/tmp/gatehouse-test.sock', done)],
      ['sftp', (c, done) => c.sftp(done)],
      ['another subsystem', (c, done) => c.subsys('netconf', done)],
    ];
    const letThrough: string[] = [];
    for (const [what, act] of attempts) {
      const error = await attempt(act);
      if (!error || error.message === 'no answer') letThrough.push(what);
    }
    expect(letThrough).toEqual([]);
    const refused = await waitUntil('the refusals are on record', async () => {
      const { items } = await world.plant.administrator.api.get('/api/audit?limit=200', listOf(AuditEntry));
      const text = JSON.stringify(items.filter((entry) => /refused/.test(entry.kind)));
      return text.includes('169.254.169.254') && text.includes('sftp') ? text : null;
    });
    expect(refused).toContain(String(world.gateway.httpPort));
    // The connection itself goes on: what is granted still works.
    const channel = await execOn(client, 'echo granted');
    const said = await new Promise<string>((resolve) =>
      channel.once('data', (data: Buffer) => resolve(data.toString())),
    );
    expect(said).toBe('granted\n');
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
