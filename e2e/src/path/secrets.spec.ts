import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { AuditEntry, listOf, terminalSubprotocol } from '@gatehouse/contracts';
import { connectOnceAllowed } from '../world/connect-once-allowed.js';
import { startPostgres } from '../world/database.js';
import type { RunningDatabase } from '../world/database.js';
import { isAlive } from '../world/is-alive.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { sshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';
import { waitUntil } from '../world/wait-until.js';

describe('secrets', () => {
  let postgres: RunningDatabase;
  let world: World;
  /** Every secret that was used, by what it is. */
  const canaries = new Map<string, string>();
  let clientTraffic = '';

  beforeAll(async () => {
    postgres = await startPostgres();
    world = await startWorld({ environment: { DATABASE_URL: postgres.url, LOG_LEVEL: 'trace' } });
  });
  afterAll(async () => {
    await world?.stop();
    await postgres?.stop();
  });

  it('WS-06 takes a ticket as the first message only, never from the address', async () => {
    const { plant, gateway } = world;
    const grant = await openAccess(plant);
    const ticket = await connectTicket(plant.vendor, grant);
    canaries.set('connect ticket', ticket);
    const inAddress = new WebSocket(
      `ws://localhost:${gateway.httpPort}/api/terminal?ticket=${ticket}`,
      [terminalSubprotocol],
      { headers: { cookie: plant.vendor.api.cookies(), origin: gateway.origin } },
    );
    const heard: string[] = [];
    inAddress.on('message', (data: Buffer) => heard.push(data.toString()));
    inAddress.on('error', (error) => heard.push(error.message));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => inAddress.terminate(), 2_000);
      inAddress.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    expect(heard.join()).not.toContain('"ready"');
    const client = TerminalClient.open(plant.vendor, ticket);
    await client.ready();
    client.type('echo the usual; exit\r');
    await client.closed;
    clientTraffic += client.output.toString('latin1') + JSON.stringify(client.messages);
  });

  it('SC-01 leaves none of them in logs, audit trail, database, spool or recordings, crashes included', async () => {
    const { plant, gateway, sshd } = world;
    for (const [name, person] of Object.entries({ vendor: plant.vendor, approver: plant.approver })) {
      canaries.set(`${name} password`, person.password);
      canaries.set(`${name} TOTP seed`, person.authenticator.secret);
      canaries.set(`${name} recovery code`, person.recoveryCodes[0] ?? '');
      canaries.set(`${name} cookie`, person.api.cookies().split('=')[1] ?? '');
    }
    canaries.set('target credential', sshd.account.password ?? sshd.clientKey.split('\n')[2] ?? '');
    canaries.set('database password', new URL(postgres.url).password);
    const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${'canaryKEYcanaryKEYcanary'.repeat(3)}\n`;
    canaries.set('private key', 'canaryKEYcanaryKEYcanary');
    await plant.administrator.api.send('POST', '/api/credentials', {
      siteId: plant.site.id,
      name: 'Canary',
      kind: 'private-key',
      secret: key,
    });
    // Wrong ones too: what was nearly right is a secret as well.
    canaries.set('mistyped password', 'nearly-the-right-password');
    await plant.vendor.api.send('POST', '/api/sign-in', {
      login: plant.vendor.login,
      password: 'nearly-the-right-password',
    });
    canaries.set('mistyped login', 'correct-horse-typed-as-name');
    await plant.vendor.api.send('POST', '/api/sign-in', {
      login: 'correct-horse-typed-as-name',
      password: 'x',
    });
    const vendor = await plant.anotherVendor();
    canaries.set('ssh password', vendor.password);
    const grant = await openAccess(plant, { vendor });
    const result = await sshAs(world, vendor, { command: 'id; env' });
    clientTraffic += result.stdout.toString('latin1') + result.stderr;
    // The session of the command before may still be on its way out.
    const live = await connectOnceAllowed(vendor, grant, 'GH-IN-USE');
    const { sessionId } = await live.ready();
    const audit = JSON.stringify(
      await plant.administrator.api.get('/api/audit?limit=500', listOf(AuditEntry)),
    );
    const tree = gateway.processTree();
    gateway.process.child.kill('SIGABRT');
    await gateway.process.ended;
    await live.closed;
    // Its hosts outlive it for as long as they have something to close, and write meanwhile.
    await waitUntil('every process of it is gone', () => !tree.some(isAlive));
    const dump = postgres.dump();
    const disk = filesBelow(gateway.dataDirectory).filter((file) => !file.includes('/keys/'));
    expect(disk.length).toBeGreaterThan(0);
    const found: string[] = [];
    for (const [name, secret] of canaries) {
      expect(secret.length).toBeGreaterThan(7);
      const forms = [
        secret,
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      ];
      const holds = (text: string): boolean => forms.some((form) => text.includes(form));
      if (holds(gateway.process.output)) found.push(`${name} in the log`);
      if (holds(audit)) found.push(`${name} in the audit trail`);
      if (holds(dump)) found.push(`${name} in the database`);
      for (const file of disk) if (holds(readFileSync(file, 'latin1'))) found.push(`${name} in ${file}`);
    }
    expect(found).toEqual([]);
    // What was searched is what there is.
    expect(dump).toContain(vendor.login);
    expect(audit).toContain('session.started');
    expect(sessionId).toMatch(/^ses_/);
  });

  it('SC-02 gives a vendor’s client nothing of the credential it is connected with', () => {
    const secret = canaries.get('target credential') ?? '';
    expect(secret).not.toBe('');
    expect(clientTraffic).toContain('uid=');
    expect(clientTraffic).not.toContain(secret);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
