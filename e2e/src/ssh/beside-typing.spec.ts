import { createHash, randomBytes } from 'node:crypto';
import type { PersonAtWork } from '../world/person-at-work.js';
import { openAccess } from '../world/request-and-approve.js';
import { recordedEvents, untilSealed } from '../world/recorded-streams.js';
import { sessionOf } from '../world/sessions.js';
import { connectByLibrary, execOn } from '../world/ssh-library-client.js';
import { openSshAs, sshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { waitUntil } from '../world/wait-until.js';

const isLong = Boolean(process.env.LONG);
const megabyte = 1 << 20;
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('what an SSH client does beside typing', () => {
  let world: World;
  /** Each test has a person of its own, so that none waits for another one's next code. */
  const vendors: PersonAtWork[] = [];
  const nextVendor = (): PersonAtWork => {
    const vendor = vendors.shift();
    if (!vendor) throw new Error('make more technicians');
    return vendor;
  };

  beforeAll(async () => {
    world = await startWorld();
    for (let made = 0; made < 4; made += 1) vendors.push(await world.plant.anotherVendor());
  });
  afterAll(() => world?.stop());

  it('PS-13 a break reaches the machine as without us, and is on record', async () => {
    const { plant, sshd } = world;
    const vendor = nextVendor();
    const grant = await openAccess(plant, { vendor });
    const ssh = await openSshAs(world, vendor, { terminal: true });
    await ssh.untilOutput(/[$#] /);
    ssh.type('\r~B');
    // sshd says at DEBUG1 what it was asked for.
    await waitUntil('sshd is asked for a break', () => / request break /.test(sshd.log()));
    ssh.type('exit\r');
    await ssh.ended;
    const sealed = await untilSealed(plant.auditor, (await sessionOf(plant.auditor, grant.id)).id);
    expect(await recordedEvents(plant.auditor, sealed.recording?.id ?? '')).toContain('Break on the line');
  });

  it('PS-13 a window that changes its size changes it at the machine', async () => {
    const { plant } = world;
    const vendor = nextVendor();
    await openAccess(plant, { vendor });
    const client = await connectByLibrary({
      port: world.gateway.sshPort,
      user: `${vendor.login}+${plant.target.handle}`,
      password: vendor.password,
      code: await vendor.authenticator.nextCode(),
    });
    const channel = await execOn(
      client,
      "trap 'stty size' WINCH; echo on; while :; do sleep 0.1; done",
      true,
    );
    let text = '';
    channel.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await waitUntil('the command runs', () => text.includes('on'));
    channel.setWindow(41, 133, 0, 0);
    await waitUntil('the size has changed', () => text.includes('41 133'));
    client.end();
  });

  it.each([
    ['16K', isLong ? 100 * megabyte : 6 * megabyte],
    ['64M', isLong ? 300 * megabyte : 80 * megabyte],
  ])(
    'PS-09 RekeyLimit %s, both directions at once: no stall, and every byte arrives',
    async (limit, size) => {
      const vendor = nextVendor();
      await openAccess(world.plant, { vendor });
      const sent = randomBytes(size);
      const run = await sshAs(world, vendor, {
        command: 'cat; echo the end >&2; exit 3',
        stdin: sent,
        options: [`RekeyLimit=${limit}`],
        timeoutMs: 100_000,
      });
      expect(run.stderr).toBe('the end\n');
      expect([hashOf(run.stdout), run.code]).toEqual([hashOf(sent), 3]);
    },
  );
});
