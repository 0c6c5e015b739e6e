import { createHash, randomBytes } from 'node:crypto';
import { startDoorWorld, startSsh } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

jest.setTimeout(60_000);

let sshd: TestSshd;
let world: DoorWorld;
beforeAll(async () => {
  sshd = await startTestSshd();
}, 30_000);
afterAll(() => sshd.stop());
beforeEach(async () => {
  world = await startDoorWorld(sshd);
});
afterEach(() => world.stop());

const hash = (of: Buffer): string => createHash('sha256').update(of).digest('hex');

test.each([
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
  'aes128-ctr',
])(
  'a transfer with %s keeps every byte, through many key exchanges, and is recorded in large pieces',
  async (cipher) => {
    const bytes = randomBytes(24 << 20);
    const sshOptions = ['-o', `Ciphers=${cipher}`, '-o', 'RekeyLimit=3M'];
    const { child, done } = startSsh(world.port, ['cat'], { sshOptions, timeoutMs: 50_000 });
    child.stdin.end(bytes);
    const run = await done;
    expect(run.code).toBe(0);
    expect(hash(run.stdout)).toBe(hash(bytes));
    const [recorder] = world.recorders;
    expect(hash(recorder?.bytesOf('terminal-out') ?? Buffer.alloc(0))).toBe(hash(bytes));
    expect(hash(recorder?.bytesOf('stream-in') ?? Buffer.alloc(0))).toBe(hash(bytes));
  },
);

test('a client that stops reading stops the target, and gets the rest when it reads again', async () => {
  const mebibytes = 24;
  const command = `head -c ${mebibytes << 20} /dev/zero`;
  const { child, done } = startSsh(world.port, [command], {
    sshOptions: ['-o', 'Ciphers=aes128-gcm@openssh.com'],
    timeoutMs: 50_000,
  });
  child.stdin.end();
  child.stdout.pause();
  const recorded = (): number => world.recorders[0]?.stats.bytesRecorded ?? 0;
  // Windows and sockets on the way fill up, and then nothing moves.
  for (let before = -1; recorded() === 0 || recorded() !== before;) {
    before = recorded();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(recorded()).toBeLessThan(mebibytes << 20);
  child.stdout.resume();
  const run = await done;
  expect(run.stdout).toHaveLength(mebibytes << 20);
  expect(run.code).toBe(0);
});
