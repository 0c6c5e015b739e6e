import { AuditEntry, listOf, SshKey } from '@gatehouse/contracts';
import { SoftwareAgent, SoftwareSecurityKey, touched, verified } from '@gatehouse/testing';
import type { PersonAtWork } from '../world/person-at-work.js';
import { openAccess } from '../world/request-and-approve.js';
import { runSsh } from '../world/ssh-client.js';
import type { SshResult } from '../world/ssh-client.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';

describe('a person’s security key', () => {
  let world: World;
  const agents: SoftwareAgent[] = [];
  /** All at the beginning: each has used the codes of now, and they wait for their next ones together. */
  const vendors: PersonAtWork[] = [];

  beforeAll(async () => {
    world = await startWorld();
    for (let made = 0; made < 4; made += 1) vendors.push(await world.plant.anotherVendor());
  });
  afterAll(async () => {
    for (const agent of agents) agent.close();
    await world?.stop();
  });

  const nextVendor = (): PersonAtWork => {
    const vendor = vendors.shift();
    if (!vendor) throw new Error('make more technicians');
    return vendor;
  };

  /** The person's own `ssh`, whose agent holds these keys and no other. */
  async function sshWith(vendor: PersonAtWork, keys: readonly SoftwareSecurityKey[]): Promise<SshResult> {
    const agent = await new SoftwareAgent(keys).open();
    agents.push(agent);
    return runSsh({
      port: world.gateway.sshPort,
      user: `${vendor.login}+${world.plant.target.handle}`,
      answers: [await vendor.authenticator.nextCode()],
      options: [
        'PubkeyAuthentication=yes',
        `IdentityAgent=${agent.socketPath}`,
        'IdentityFile=none',
        'PreferredAuthentications=publickey,keyboard-interactive',
      ],
      command: 'echo in',
    });
  }

  it.each(['sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'] as const)(
    '%s is registered by its line, opens the door to the code, and stands on the trail as it was used',
    async (type) => {
      const { plant } = world;
      const vendor = nextVendor();
      await openAccess(plant, { vendor });
      const own = new SoftwareSecurityKey(type, 'ssh:', touched | verified);
      const { fingerprint } = await vendor.api.post('/api/me/ssh-keys', { line: own.publicLine }, SshKey);
      // An agent offers what it has; the keys before the right one open nothing and shut nobody out.
      const others = Array.from({ length: 3 }, () => new SoftwareSecurityKey(type));
      const result = await sshWith(vendor, [...others, own]);
      expect([result.stdout.toString(), result.code]).toEqual(['in\n', 0]);
      const { items } = await plant.administrator.api.get(
        '/api/audit?kind=sign-in.succeeded',
        listOf(AuditEntry),
      );
      expect(items[0]).toMatchObject({
        actor: { id: vendor.id, source: '127.0.0.1' },
        data: {
          by: 'code',
          door: 'ssh',
          first: 'key',
          key: { keyType: type, fingerprint, userVerified: true },
        },
      });
    },
  );

  it('is refused when somebody else registered it', async () => {
    const [owner, other] = [nextVendor(), nextVendor()];
    const key = new SoftwareSecurityKey('sk-ssh-ed25519@openssh.com');
    await owner.api.mustSend('POST', '/api/me/ssh-keys', { line: key.publicLine });
    const result = await sshWith(other, [key]);
    expect(result.code).toBe(255);
    expect(result.stderr).toContain('Permission denied');
  });
});
