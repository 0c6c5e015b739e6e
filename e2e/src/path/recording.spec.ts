import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { connectOnceAllowed } from '../world/connect-once-allowed.js';
import { startDelayProxy } from '../world/delay-proxy.js';
import type { DelayProxy } from '../world/delay-proxy.js';
import { recordedStreams, sha256, untilSealed, verify } from '../world/recorded-streams.js';
import { openAccess } from '../world/request-and-approve.js';
import { sessionHostsOf } from '../world/session-hosts-of.js';
import { sessionOf } from '../world/sessions.js';
import { sshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';
import { pause, waitUntil } from '../world/wait-until.js';

describe('the recording of a session', () => {
  let world: World;
  let targetLeg: DelayProxy;

  beforeAll(async () => {
    world = await startWorld({
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

  it('RI-01 holds every byte of both directions: hashes at client, target and in the recording agree', async () => {
    const { plant, sshd } = world;
    const grant = await openAccess(plant);
    const up = randomBytes(8 << 20);
    const down = Buffer.from(randomBytes(6 << 20).toString('base64'));
    const source = join(sshd.home, 'down.txt');
    const kept = join(sshd.home, 'up.bin');
    for (const [file, bytes] of [
      [source, down],
      [kept, ''],
    ] as const) {
      writeFileSync(file, bytes);
      chownSync(file, sshd.account.uid, sshd.account.gid);
    }
    const result = await sshAs(world, plant.vendor, { command: `cat > ${kept}; cat ${source}`, stdin: up });
    expect(result.code).toBe(0);
    const { id } = await sessionOf(plant.auditor, grant.id);
    const session = await untilSealed(plant.auditor, id);
    const streams = await recordedStreams(plant.auditor, session.recording?.id ?? '');
    expect(sha256(result.stdout)).toBe(sha256(down));
    expect(sha256(streams.out)).toBe(sha256(down));
    expect(sha256(readFileSync(kept))).toBe(sha256(up));
    expect(sha256(streams.in)).toBe(sha256(up));
    expect(session.recording).toMatchObject({ complete: true });
  });

  it('RI-02 refuses before any byte reaches the target when there is no place to record to', async () => {
    const { plant, gateway } = world;
    const grant = await openAccess(plant);
    const spool = join(gateway.dataDirectory, 'recordings/spool');
    const away = `${spool}-away`;
    mkdirSync(spool, { recursive: true, mode: 0o700 });
    const before = targetLeg.connections;
    renameSync(spool, away);
    writeFileSync(spool, 'not a folder');
    try {
      await expect(TerminalClient.connect(plant.vendor, grant)).rejects.toThrow(
        /GH-RECORDER.*nothing runs unrecorded/,
      );
    } finally {
      rmSync(spool);
      renameSync(away, spool);
    }
    expect(targetLeg.connections).toBe(before);
    const client = await TerminalClient.connect(plant.vendor, grant);
    client.close();
  });

  it('keeps all that either side received when its session host is killed, and names what is missing', async () => {
    const { plant, sshd, gateway } = world;
    const grant = await openAccess(plant);
    const client = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await client.ready();
    client.type('i=0; while :; do i=$((i+1)); echo "line $i of many"; done\r');
    await client.untilOutput(/line 50 of many/);
    await pause(300);
    for (const pid of sessionHostsOf(gateway)) process.kill(pid, 'SIGKILL');
    await client.closed;
    const session = await untilSealed(plant.auditor, sessionId, 30_000);
    await waitUntil('the machine has let go', () => sshd.accountProcesses().length === 0, 10_000);
    const recordingId = session.recording?.id ?? '';
    const { out } = await recordedStreams(plant.auditor, recordingId);
    expect(client.output.length).toBeGreaterThan(1_000);
    expect(out.subarray(0, client.output.length).equals(client.output)).toBe(true);
    expect(session.recording).toMatchObject({ complete: false });
    expect((await verify(plant.auditor, recordingId)).verdict).toBe('gaps');
    // Another host has taken over: the next session of the same grant starts.
    const again = await connectOnceAllowed(plant.vendor, grant, 'GH-STALE');
    again.close();
  });

  it('SC-05 holds what was typed and shown, and not the password typed where nothing is echoed', async () => {
    const { plant } = world;
    const grant = await openAccess(plant);
    const client = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await client.ready();
    client.type('stty -echo; printf "Pass""word: "; read word; stty echo; echo "got ${#word}"\r');
    await client.untilOutput(/Password: /);
    await pause(200);
    for (const key of 'canary-of-a-password\r') client.type(key);
    // At the prompt, as a person does: what is typed before it cannot be told from a password.
    await client.untilOutput(/got 20\r\n[^]*[$#] $/);
    client.type('echo in the op""en\r');
    await client.untilOutput(/in the open/);
    client.type('exit\r');
    await client.closed;
    const session = await untilSealed(plant.auditor, sessionId);
    const streams = await recordedStreams(plant.auditor, session.recording?.id ?? '');
    expect(streams.typed.toString()).toContain('echo in the op""en');
    expect(streams.typed.toString() + streams.out.toString()).not.toContain('canary');
    expect(streams.typed.toString().replaceAll(/\s/g, '')).not.toMatch(/c.?a.?n.?a.?r.?y/);
  });

  it('says what was altered when a byte of the sealed file is', async () => {
    const { plant, gateway } = world;
    const grant = await openAccess(plant);
    const client = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await client.ready();
    client.type('seq 1 2000; exit\r');
    await client.closed;
    const session = await untilSealed(plant.auditor, sessionId);
    const recordingId = session.recording?.id ?? '';
    const file = recordingFile(gateway.dataDirectory, recordingId);
    const bytes = readFileSync(file);
    expect(await verify(plant.auditor, recordingId)).toMatchObject({ verdict: 'unaltered' });
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    chmodSync(file, 0o600);
    writeFileSync(file, bytes);
    expect((await verify(plant.auditor, recordingId)).verdict).toBe('altered');
  });
});

function recordingFile(dataDirectory: string, recordingId: string): string {
  const store = join(dataDirectory, 'recordings/store');
  const file = readdirSync(store, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.includes(recordingId),
  );
  if (file === undefined) throw new Error(`no file of ${recordingId} in ${store}`);
  return join(store, file);
}
