import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@gatehouse/kernel';
import { listenForKills } from '../session-host/kill-ear.js';
import { covers, newLatch, parseKillScope, readLatches, writeLatch } from '../session-host/kill-latch.js';
import type { KillScope } from '../session-host/kill-latch.js';
import { killSocketName, serveKills } from './serve-kills.js';
import type { KillAnswer } from './serve-kills.js';

let folder: string;
let killDirectory: string;
let latchDirectory: string;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gh-kill-'));
  killDirectory = join(folder, 'kill');
  latchDirectory = join(folder, 'latch');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(folder, { recursive: true, force: true });
});

async function openDoor(): Promise<void> {
  servers.push(await serveKills({ killDirectory, latchDirectory }));
}

function kill(command: unknown): Promise<KillAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(join(killDirectory, killSocketName));
    let text = '';
    socket.on('data', (bytes) => (text += bytes.toString()));
    socket.on('error', reject).on('close', () => resolve(JSON.parse(text) as KillAnswer));
    socket.write(`${JSON.stringify(command)}\n`);
  });
}

test('SE-18 a kill is on disk before the hosts are told, and says what it ended', async () => {
  const ended = [{ sessionId: newId('ses'), grantId: newId('grant') }];
  let latchesThen = -1;
  servers.push(
    await listenForKills(killDirectory, async (scope) => {
      latchesThen = readdirSync(latchDirectory).length;
      expect(scope).toEqual({ all: true });
      return ended;
    }),
  );
  await openDoor();
  const answer = await kill({ command: 'kill', scope: { all: true }, by: 'shift lead' });
  expect(answer).toMatchObject({ ok: true, ended: 1, sessions: ended, latched: true });
  expect(answer.ms).toBeLessThan(2_000);
  expect(latchesThen).toBe(1);
  const [latch] = await readLatches(latchDirectory);
  expect(latch).toMatchObject({
    name: answer.latch,
    scope: { all: true },
    by: 'shift lead',
    reported: false,
  });
});

test('SE-18 a session kill also holds the grant, so that a reconnect is refused until the latch is lifted', async () => {
  const session = newId('ses');
  const grantId = newId('grant');
  servers.push(await listenForKills(killDirectory, async () => [{ sessionId: session, grantId }]));
  await openDoor();
  await kill({ command: 'kill', scope: { session }, by: '' });
  const [latch] = await readLatches(latchDirectory);
  if (!latch) throw new Error('no latch');
  expect(covers(latch, { siteId: newId('site'), grantId })).toBe(true);
  expect(covers(latch, { siteId: newId('site'), grantId: newId('grant') })).toBe(false);
  expect(await kill({ command: 'unlatch', scope: { session }, by: '' })).toMatchObject({ ok: true });
  expect(await readLatches(latchDirectory)).toEqual([]);
});

test('SE-18 a host that is stuck is stopped by force, as soon as it has not answered', async () => {
  await openDoor();
  // A process that listens like a session host, and does not answer.
  const script = `require('net').createServer(() => undefined).listen(require('path').join(process.argv[1], 'host-' + process.pid + '.sock'), () => console.log('up'))`;
  const host = spawn(process.execPath, ['-e', script, killDirectory, 'session-host'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => host.stdout.once('data', () => resolve()));
  const gone = new Promise<string | null>((resolve) => host.once('exit', (_code, signal) => resolve(signal)));
  const answer = await kill({ command: 'kill', scope: { all: true }, by: '' });
  expect(answer).toMatchObject({ ok: true, ended: 0, hostsStopped: 1 });
  expect(answer.ms).toBeLessThan(2_000);
  expect(await gone).toBe('SIGKILL');
});

test('a host that is gone and its old socket do not stop a kill', async () => {
  await openDoor();
  writeFileSync(join(killDirectory, 'host-999999.sock'), '');
  expect(await kill({ command: 'kill', scope: { all: true }, by: '' })).toMatchObject({
    ok: true,
    ended: 0,
  });
});

test.each([
  {},
  { command: 'kill' },
  { command: 'kill', scope: { all: false } },
  { command: 'stop', scope: { all: true } },
])('what is no kill does nothing: %j', async (command) => {
  await openDoor();
  expect(await kill(command)).toMatchObject({ ok: false });
  expect(await readLatches(latchDirectory)).toEqual([]);
});

test('a latch nobody can read blocks everything', async () => {
  await writeLatch(latchDirectory, newLatch({ site: newId('site') }, 'x', new Date()));
  writeFileSync(join(latchDirectory, 'torn.json'), '{"scope":');
  const latches = await readLatches(latchDirectory);
  expect(latches.some((latch) => covers(latch, { siteId: newId('site') }))).toBe(true);
});

test('a site is blocked for its own sessions only', () => {
  const site = newId('site');
  const scope: KillScope = { site };
  expect(covers({ scope, grants: [] }, { siteId: site })).toBe(true);
  expect(covers({ scope, grants: [] }, { siteId: newId('site') })).toBe(false);
  expect(parseKillScope({ site, all: true })).toBeNull();
  expect(parseKillScope({ session: '../x' })).toBeNull();
});
