import { listOf, ObservedHostKey } from '@gatehouse/contracts';
import { startDecoyTarget } from '../world/decoy-target.js';
import { openAccess } from '../world/request-and-approve.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';

describe('a target that is not the machine we know', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world?.stop());

  it('is refused after its host key changed, and gets no credential', async () => {
    const { plant, sshd } = world;
    const grant = await openAccess(plant);
    await sshd.swapHostKey();
    sshd.clearLog();
    await expect(TerminalClient.connect(plant.vendor, grant)).rejects.toThrow(
      /GH-IDENTITY.*cannot be proven, so no password was sent/,
    );
    expect(sshd.log()).toContain('Connection from');
    expect(sshd.log()).not.toMatch(/userauth-request|Accepted|Failed password/);
    const { items } = await plant.administrator.api.get(
      '/api/host-keys?state=waiting',
      listOf(ObservedHostKey),
    );
    expect(items).toEqual([
      expect.objectContaining({ state: 'waiting', pinnedFingerprint: sshd.fingerprint }) as unknown,
    ]);
    await sshd.restoreHostKey();
    const client = await TerminalClient.connect(plant.vendor, grant);
    client.close();
  });

  it('is told no account and no password by the gateway, only that it is not trusted', async () => {
    const { plant } = world;
    const decoy = await startDecoyTarget();
    try {
      const target = await plant.anotherTarget({ port: decoy.port });
      const grant = await openAccess(plant, { targetId: target.id });
      await expect(TerminalClient.connect(plant.vendor, grant)).rejects.toThrow(/GH-IDENTITY/);
      expect(decoy.connections).toBeGreaterThan(0);
      expect(decoy.offered).toEqual([]);
    } finally {
      await decoy.stop();
    }
  });
});
