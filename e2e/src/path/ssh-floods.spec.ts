import { readdirSync } from 'node:fs';
import ssh2 from 'ssh2';
import { HalfOpenFlood } from '../world/half-open-flood.js';
import { openAccess } from '../world/request-and-approve.js';
import { growthDuring } from '../world/resident-memory.js';
import { sessionHostsOf } from '../world/session-hosts-of.js';
import { sshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { waitUntil } from '../world/wait-until.js';

/** Of an IPv4 /24, as docs/protocols/ssh.md says. */
const mostOfOneNeighbourhood = 30;
const many = process.env.LONG ? 10_000 : 1_000;

describe('a crowd at the SSH door', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world?.stop());

  it(
    'PS-03 half-open connections of one neighbourhood keep nobody from elsewhere out',
    async () => {
      const { gateway, plant } = world;
      await openAccess(plant);
      const code = await plant.vendor.authenticator.nextCode();
      const flood = new HalfOpenFlood(gateway.sshPort, 300);
      try {
        const growth = await growthDuring(gateway, async () => {
          await waitUntil('the crowd stands', () => flood.opened > 600, 60_000);
          const person = await sshAs(world, plant.vendor, {
            code,
            command: 'echo in',
            options: ['BindAddress=127.0.1.1'],
          });
          expect([person.stdout.toString(), person.code]).toEqual(['in\n', 0]);
          await waitUntil('all of the crowd was there', () => flood.opened >= many, 600_000);
        });
        expect(growth).toBeLessThan(256 << 20);
        expect(descriptorsOf(gateway)).toBeLessThan(800);
        flood.pause();
        await waitUntil('the rest is closed', () => flood.held <= mostOfOneNeighbourhood, 60_000);
      } finally {
        flood.stop();
      }
    },
    process.env.LONG ? 900_000 : 180_000,
  );

  it('PS-02 a source that guesses on many connections is shut out, and nobody else is', async () => {
    const { gateway, plant } = world;
    let guesses = 0;
    let shutOut = 0;
    for (let connection = 0; connection < 50 && shutOut < 3; connection += 1) {
      const made = await guessUntilClosed(gateway.sshPort, '127.0.2.9', `nobody-${connection}`);
      expect(made).toBeLessThanOrEqual(6);
      guesses += made;
      if (made === 0) shutOut += 1;
    }
    expect(shutOut).toBe(3);
    expect(guesses).toBe(18);
    const vendor = await plant.anotherVendor();
    await openAccess(plant, { vendor });
    const person = await sshAs(world, vendor, {
      command: 'echo in',
      options: ['BindAddress=127.0.2.10'],
    });
    expect(person.stdout.toString()).toBe('in\n');
  });
});

/** Wrong passwords on one connection until the gateway closes it; how many it judged. */
function guessUntilClosed(port: number, localAddress: string, username: string): Promise<number> {
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    let given = 0;
    client.on('error', () => undefined);
    client.once('close', () => resolve(given));
    client.connect({
      host: '127.0.0.1',
      port,
      localAddress,
      username,
      readyTimeout: 60_000,
      authHandler: ((_left: unknown, _partial: unknown, next: (method: object) => void) => {
        given += 1;
        next({ type: 'password', username, password: `guess ${given}` });
      }) as never,
    });
  });
}

function descriptorsOf(gateway: World['gateway']): number {
  return [gateway.process.pid, ...sessionHostsOf(gateway)]
    .map((pid) => readdirSync(`/proc/${pid}/fd`).length)
    .reduce((sum, each) => sum + each, 0);
}
