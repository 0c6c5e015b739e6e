import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connectOnceAllowed } from '../world/connect-once-allowed.js';
import { startDelayProxy } from '../world/delay-proxy.js';
import type { DelayProxy } from '../world/delay-proxy.js';
import { openAccess } from '../world/request-and-approve.js';
import { recordedStreams, untilSealed } from '../world/recorded-streams.js';
import { sessionHostsOf } from '../world/session-hosts-of.js';
import { openSshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';
import { pause, waitUntil } from '../world/wait-until.js';

describe('time, and a gateway that stands still', () => {
  let world: World;
  let targetLeg: DelayProxy;

  beforeAll(async () => {
    world = await startWorld({
      constraints: { idleSeconds: 30 },
      target: async (sshd) => {
        targetLeg = await startDelayProxy(sshd.port);
        return { port: targetLeg.port };
      },
    });
  });
  afterAll(async () => {
    await world?.stop();
    await targetLeg?.stop();
  });

  it('SE-15 ends after thirty seconds without a key, while keepalives and output go on; a typed key counts', async () => {
    const { plant } = world;
    const [silent, typing] = [await plant.anotherVendor(), plant.vendor];
    const code = await silent.authenticator.nextCode();
    const [quietGrant, typedGrant] = [
      await openAccess(plant, { vendor: silent }),
      await openAccess(plant, { vendor: typing }),
    ];
    const ssh = await openSshAs(world, silent, {
      terminal: true,
      code,
      options: ['ServerAliveInterval=2'],
    });
    await ssh.untilOutput(/This session is recorded/);
    ssh.type('while :; do echo blinking; sleep 1; done\r');
    const lastKeyAt = Date.now();
    const client = await TerminalClient.connect(typing, typedGrant);
    const keys = setInterval(() => client.type(' '), 5_000);
    const result = await ssh.ended;
    const after = Date.now() - lastKeyAt;
    clearInterval(keys);
    expect(result.stderr + result.stdout.toString()).toContain(
      'GH-IDLE: L3-PAL01 was disconnected because nothing was typed',
    );
    expect(Math.abs(after - 30_000)).toBeLessThanOrEqual(2_000);
    expect(client.isOpen).toBe(true);
    client.close();
    expect(quietGrant.id).not.toBe(typedGrant.id);
  });

  it.each([24.85, 30])('SE-06 does not end a window of %d days early', async (days) => {
    const grant = await openAccess(world.plant, { lasts: Math.round(days * 86_400) });
    const client = await TerminalClient.connect(world.plant.vendor, grant);
    await pause(3_000);
    client.type('echo al""ive\r');
    await client.untilOutput(/alive/);
    client.close();
    await client.closed;
  });

  it('SE-07 forwards nothing after the end when the whole gateway stood still across it', async () => {
    const { plant, gateway, sshd } = world;
    const grant = await openAccess(plant, { lasts: 5 });
    const client = await TerminalClient.connect(plant.vendor, grant);
    const pids = gateway.processTree();
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    const before = client.output.length;
    try {
      // What a client sends meanwhile waits in the kernel and would be relayed first.
      client.type('touch too-late\r');
      await waitUntil(
        'the end is past',
        () => Date.now() > Date.parse(grant.window.closesAt) + 2_000,
        20_000,
      );
      targetLeg.forwarded.bytes = 0;
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    await client.closed;
    // A host that was silent for so long may be ended by its parent before it can say a last word.
    expect(['GH-EXPIRED', undefined]).toContain(client.end?.code);
    expect(client.output.length).toBe(before);
    expect(existsSync(join(sshd.home, 'too-late'))).toBe(false);
    await waitUntil('the socket to the target is gone', () => targetLeg.open === 0);
    // The closing messages of SSH (end of file, close, disconnect) are all that may have left.
    expect(targetLeg.forwarded.bytes).toBeLessThan(256);
  });

  it('RI-12 forwards nothing while the process that records stands still, and ends what it ran', async () => {
    const { plant, gateway } = world;
    const grant = await openAccess(plant);
    // The test before may have cost the gateway its hosts; successors are on their way.
    const client = await connectOnceAllowed(plant.vendor, grant, 'GH-STALE');
    const { sessionId } = await client.ready();
    client.type('i=0; while :; do i=$((i+1)); echo "line $i"; done\r');
    await client.untilOutput(/line 100\r/);
    const stopped = sessionHostsOf(gateway);
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    await pause(1_000);
    const atStop = client.output.length;
    await client.closed;
    expect(client.output.length - atStop).toBe(0);
    const session = await untilSealed(plant.auditor, sessionId, 40_000);
    const { out } = await recordedStreams(plant.auditor, session.recording?.id ?? '');
    expect(out.subarray(0, client.output.length).equals(client.output)).toBe(true);
    await waitUntil('the gateway has a working host again', async () => {
      const again = await TerminalClient.connect(plant.vendor, grant).catch(() => null);
      again?.close();
      return again;
    });
  });
});
