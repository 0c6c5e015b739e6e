import { runSsh, startDoorWorld } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

let sshd: TestSshd;
let world: DoorWorld;
beforeAll(async () => {
  sshd = await startTestSshd();
  world = await startDoorWorld(sshd);
}, 30_000);
afterAll(async () => {
  await world.stop();
  await sshd.stop();
});

test('a command runs on the target, with its output, error output and exit status', async () => {
  const run = await runSsh(world.port, ['echo out; echo err >&2; exit 7']);
  expect(run.stderr).toBe('err\n');
  expect(run.stdout.toString()).toBe('out\n');
  expect(run.code).toBe(7);
  expect(world.recorders.at(-1)?.bytesOf('terminal-out').toString()).toBe('out\n');
  expect(world.recorders.at(-1)?.bytesOf('terminal-err').toString()).toBe('err\n');
  expect(world.ended.at(-1)).toMatchObject({ reason: 'target-left', disconnectVerified: true });
});
