import { createHash, randomBytes } from 'node:crypto';
import type { PersonAtWork } from '../world/person-at-work.js';
import { openAccess } from '../world/request-and-approve.js';
import { sessionHostsOf } from '../world/session-hosts-of.js';
import type { SshOptions, SshResult } from '../world/ssh-client.js';
import { sshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { startDropbear } from './dropbear-target.js';
import { startEvilTarget } from './evil-target.js';

describe('machines that run something else than OpenSSH', () => {
  let world: World;
  /** Each test has a person of its own, so that none waits for another one's next code. */
  const vendors: PersonAtWork[] = [];
  const machines: { port: number; hostKey: string; stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    world = await startWorld();
    machines.push(await startDropbear(world.sshd), await startEvilTarget());
    for (let made = 0; made < 3; made += 1) vendors.push(await world.plant.anotherVendor());
  });
  afterAll(async () => {
    for (const machine of machines) await machine.stop();
    await world?.stop();
  });

  async function runOn(
    machine: (typeof machines)[number] | undefined,
    job: Partial<SshOptions>,
  ): Promise<SshResult> {
    const vendor = vendors.shift();
    if (!machine || !vendor) throw new Error('make more machines and technicians');
    const target = await world.plant.anotherTarget({ port: machine.port, hostKey: machine.hostKey });
    await openAccess(world.plant, { vendor, targetId: target.id });
    return sshAs(world, vendor, { handle: target.handle, ...job });
  }

  it('PS-08 PS-13 Dropbear takes a command with half close, error output and status', async () => {
    const given = randomBytes(300 * 1024);
    const run = await runOn(machines[0], { command: 'sha256sum; echo trouble >&2; exit 7', stdin: given });
    expect(run.stdout.toString()).toBe(`${createHash('sha256').update(given).digest('hex')}  -\n`);
    expect([run.stderr, run.code]).toEqual(['trouble\n', 7]);
  });

  it('PS-08 PS-13 Dropbear gives large output whole, and ends by a signal', async () => {
    const run = await runOn(machines[0], { command: 'head -c 20000000 /dev/zero; kill -TERM $$' });
    expect(run.stdout.equals(Buffer.alloc(20_000_000))).toBe(true);
    expect(run.code).toBe(255);
  });

  it('PS-11 a machine that means no good leaves no escape sequence in the log, and kills no process', async () => {
    const { gateway } = world;
    const hosts = sessionHostsOf(gateway);
    const run = await runOn(machines[1], { command: 'anything' });
    expect(run.code).not.toBe(0);
    expect(run.stderr).toContain('GH-');
    // eslint-disable-next-line no-control-regex -- the characters are what must not be there
    const escapes = /[\u001b\u0007\u009b]/;
    expect(run.stderr).not.toMatch(escapes);
    expect(gateway.process.output).not.toMatch(escapes);
    expect(gateway.process.output).not.toContain('owned');
    expect(sessionHostsOf(gateway)).toEqual(hosts);
  });
});
