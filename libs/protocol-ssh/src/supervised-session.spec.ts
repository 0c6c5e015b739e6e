import { existsSync, readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveSession } from '@gatehouse/session';
import { startDoorWorld, startSsh } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

let sshd: TestSshd;
let world: DoorWorld;
let folder: string;
beforeAll(async () => {
  sshd = await startTestSshd();
}, 30_000);
afterAll(() => sshd.stop());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-supervised-'));
  world = await startDoorWorld(sshd);
});
afterEach(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

const order = (by = 'Deniz Aydin') => ({ since: new Date(), by, reason: 'Operator at the guard door' });

async function liveSession(): Promise<LiveSession> {
  await eventually(() => world.started.length === 1);
  return eventually(() => [...world.live][0]);
}

const marks = () => world.recorders[0]?.events().map(({ type }) => type) ?? [];

test('what is typed into a frozen terminal is dropped and counted, output goes on, and both are told', async () => {
  const { child, done, output } = startSsh(world.port, [], { tty: true });
  const session = await liveSession();
  child.stdin.write('n=0; while [ ! -e STOP ]; do n=$((n+1)); echo "tick-$n"; sleep 0.1; done &\n');
  await eventually(() => output().includes('tick-3'));
  session.supervision.freeze(order());
  await eventually(() => output().includes('what you type reaches nothing'));
  expect(output()).toContain('They say: Operator at the guard door');
  const typed = `touch ${join(folder, 'never')}\n`;
  child.stdin.write(typed);
  const ticks = output().split('tick-').length;
  await eventually(() => output().split('tick-').length > ticks + 3);
  session.supervision.freeze(null);
  await eventually(() => output().includes('What you typed meanwhile was thrown away'));
  child.stdin.write(`echo on > ${join(folder, 'again')}; exit\n`);
  await done;
  expect(readFileSync(join(folder, 'again'), 'utf8')).toBe('on\n');
  expect(existsSync(join(folder, 'never'))).toBe(false);
  expect(marks()).toEqual(expect.arrayContaining(['frozen', 'session.input-dropped', 'unfrozen']));
  const note = world.notes.find(({ kind }) => kind === 'session.input-dropped');
  expect(note?.data).toMatchObject({ bytes: typed.length, signals: 0, channels: 0 });
  // Dropped means dropped: what was typed is in no recording either.
  expect(world.recorders[0]?.bytesOf('terminal-in').toString()).not.toContain('never');
}, 20_000);

test('data without a terminal waits at its sender and arrives whole, and so does its end', async () => {
  const { child, done } = startSsh(world.port, [`cat > ${join(folder, 'file')}`]);
  const session = await liveSession();
  child.stdin.write('first ');
  await eventually(
    () => existsSync(join(folder, 'file')) && readFileSync(join(folder, 'file'), 'utf8') !== '',
  );
  session.supervision.freeze(order());
  child.stdin.end('second');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('first ');
  expect(world.ended).toEqual([]);
  session.supervision.freeze(null);
  expect((await done).code).toBe(0);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('first second');
}, 20_000);

test('a session that was frozen before it began opens nothing at the target', async () => {
  world.onStarted = async () => [...world.live][0]?.supervision.freeze(order());
  const { done } = startSsh(world.port, [`touch ${join(folder, 'never')}`]);
  await done;
  await eventually(() => world.ended.length === 1);
  expect(existsSync(join(folder, 'never'))).toBe(false);
  expect(world.notes.find(({ kind }) => kind === 'session.input-dropped')?.data).toMatchObject({
    channels: 1,
  });
}, 20_000);

test('what was dropped under a freeze that still holds is in recording and trail when the session ends', async () => {
  const { child, done, output } = startSsh(world.port, [], { tty: true });
  const session = await liveSession();
  session.supervision.freeze(order());
  await eventually(() => output().includes('reaches nothing'));
  child.stdin.write('abc');
  await eventually(() => world.live.size === 1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  session.end('revoked', 'grant revoked');
  await done;
  await eventually(() => world.ended.length === 1);
  expect(world.notes.at(-1)).toMatchObject({ kind: 'session.input-dropped', data: { bytes: 3 } });
  expect(marks().at(-1)).toBe('session.input-dropped');
}, 20_000);

test('a message stands beside the output, once, on record, with nothing in it that a terminal obeys', async () => {
  const { child, done, output } = startSsh(world.port, [], { tty: true });
  const session = await liveSession();
  let shown = 0;
  const message = {
    seq: '1',
    from: 'Deniz Aydin',
    at: new Date(),
    text: 'Stop at step 4\u001b]52;c;eA==\u0007',
  };
  session.supervision.message(message, () => (shown += 1));
  session.supervision.message(message, () => (shown += 1));
  await eventually(() => output().includes('Message from Deniz Aydin: Stop at step 4·]52;c;eA==·'));
  session.supervision.watchers(['Otto Lang']);
  await eventually(() => output().includes('Otto Lang watches this session.'));
  child.stdin.write('exit\n');
  const { stdout } = await done;
  expect(shown).toBe(1);
  expect(marks()).toEqual(expect.arrayContaining(['message', 'watchers']));
  expect(stdout.toString()).not.toContain('\u001b]52');
  // Not inside the output of the target as it is on record.
  expect(world.recorders[0]?.bytesOf('terminal-out').toString()).not.toContain('Message from');
}, 20_000);
