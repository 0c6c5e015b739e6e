import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SoftwareAgent, SoftwareSecurityKey, touched, verified } from '@gatehouse/testing';
import type { AgentKey } from '@gatehouse/testing';
import { runSsh, startDoorWorld, startSsh } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

jest.setTimeout(60_000);

let sshd: TestSshd;
let world: DoorWorld;
let folder: string;
const agents: SoftwareAgent[] = [];
beforeAll(async () => {
  sshd = await startTestSshd();
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-sign-in-'));
}, 30_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sshd.stop();
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.close();
  await world.stop();
});

async function withAgent(...keys: AgentKey[]): Promise<string[]> {
  const agent = await new SoftwareAgent(keys).open();
  agents.push(agent);
  return options({
    PubkeyAuthentication: 'yes',
    IdentityAgent: agent.socketPath,
    IdentityFile: 'none',
    PreferredAuthentications: 'publickey,keyboard-interactive',
  });
}

function options(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** A key pair by the real ssh-keygen, and the wire form of its public half. */
function keyFile(name: string, type: string): { file: string; blob: Buffer } {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', file]);
  const blob = Buffer.from(readFileSync(`${file}.pub`, 'utf8').split(' ')[1] ?? '', 'base64');
  return { file, blob };
}

describe.each(['sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'] as const)('%s', (type) => {
  it('opens the door to the code when it was touched, over the wire of the real ssh', async () => {
    const key = new SoftwareSecurityKey(type, 'ssh:', touched | verified);
    world = await startDoorWorld(sshd, { registeredKey: key.blob });
    const run = await runSsh(world.port, ['echo', 'in'], { sshOptions: await withAgent(key) });
    expect([run.stdout.toString(), run.code]).toEqual(['in\n', 0]);
    expect(world.proven).toEqual([{ key: key.blob, userVerified: true }]);
  });

  it('is refused when nobody touched it, and when it signs for another key', async () => {
    const untouched = new SoftwareSecurityKey(type, 'ssh:', 0);
    world = await startDoorWorld(sshd, { registeredKey: untouched.blob });
    const sshOptions = await withAgent(untouched);
    expect((await runSsh(world.port, ['true'], { sshOptions })).stderr).toContain('Permission denied');
    const owner = new SoftwareSecurityKey(type);
    const thief = new SoftwareSecurityKey(type);
    const forged = { blob: owner.blob, sign: (message: Buffer) => thief.sign(message) };
    await world.stop();
    world = await startDoorWorld(sshd, { registeredKey: owner.blob });
    const run = await runSsh(world.port, ['true'], { sshOptions: await withAgent(forged) });
    expect(run.stderr).toContain('Permission denied');
    expect([world.proven, world.wishes]).toEqual([[], []]);
  });
});

it('takes the plain key after its certificate was refused, and counts no try for that', async () => {
  const { file, blob } = keyFile('certified', 'ed25519');
  const authority = keyFile('authority', 'ed25519');
  execFileSync('ssh-keygen', ['-q', '-s', authority.file, '-I', 'ana', '-n', 'ana', `${file}.pub`]);
  // One failed try would end the connection.
  world = await startDoorWorld(sshd, { registeredKey: blob, mostTries: 1 });
  const run = await runSsh(world.port, ['echo', 'in'], {
    sshOptions: options({
      LogLevel: 'DEBUG1',
      PubkeyAuthentication: 'yes',
      IdentitiesOnly: 'yes',
      // Named like this it is offered before the key itself.
      CertificateFile: `${file}-cert.pub`,
      IdentityFile: file,
      PreferredAuthentications: 'publickey,keyboard-interactive',
    }),
  });
  expect(run.stderr).toMatch(/Offering public key: .*ED25519-CERT/);
  expect([run.stdout.toString(), run.code]).toEqual(['in\n', 0]);
});

it.each(['ecdsa', 'rsa'])('takes a registered key of the kind %s', async (type) => {
  const { file, blob } = keyFile(`of-kind-${type}`, type);
  world = await startDoorWorld(sshd, { registeredKey: blob });
  const run = await runSsh(world.port, ['echo', 'in'], {
    sshOptions: options({ PubkeyAuthentication: 'yes', IdentitiesOnly: 'yes', IdentityFile: file }),
  });
  expect([run.stdout.toString(), run.code]).toEqual(['in\n', 0]);
  expect(world.proven).toEqual([{ key: blob, userVerified: null }]);
});

describe('confirm in the portal', () => {
  const askInPortal = (sshOptions: Record<string, string> = {}) =>
    startSsh(world.port, ['echo', 'in'], {
      code: '',
      sshOptions: options({ LogLevel: 'INFO', ...sshOptions }),
    });

  it('shows address and code for an empty answer, and goes on by itself when it is confirmed', async () => {
    world = await startDoorWorld(sshd);
    const ssh = askInPortal();
    ssh.child.stdin.end();
    await eventually(() => /K7QM-X3TN/.test(ssh.output()));
    expect(ssh.output()).toContain('https://gatehouse.test/confirm');
    expect(world.askedInPortal).toMatchObject([{ handle: 'l2-edge' }]);
    world.confirmation = 'confirmed';
    const run = await ssh.done;
    expect([run.stdout.toString(), run.code]).toEqual(['in\n', 0]);
    // The password was a guess; the empty answer was none.
    expect(world.guesses).toBe(1);
  });

  it.each([
    ['refused', 'It was not confirmed'],
    ['over', 'Nobody has confirmed it in time'],
  ] as const)('ends the connection when the answer is %s', async (answer, words) => {
    world = await startDoorWorld(sshd);
    world.confirmation = answer;
    const ssh = askInPortal();
    const run = await ssh.done;
    expect(run.code).toBe(255);
    expect(run.stderr).toContain(words);
    expect(world.wishes).toEqual([]);
  });

  it('waits longer than the time to sign in, but no longer than the question is good for', async () => {
    world = await startDoorWorld(sshd, { loginGraceMs: 8_000 });
    const patient = askInPortal();
    await eventually(() => world.askedInPortal.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 8_500));
    world.confirmation = 'confirmed';
    expect((await patient.done).stdout.toString()).toBe('in\n');
    world.confirmation = 'waiting';
    world.confirmForMs = 500;
    expect((await askInPortal().done).code).toBe(255);
    expect(world.askedInPortal).toHaveLength(2);
  });

  it('says so when too many wait already', async () => {
    world = await startDoorWorld(sshd);
    world.confirmForMs = null;
    const run = await askInPortal().done;
    expect(run.code).toBe(255);
    expect(run.stderr).toContain('Too many connections of yours have asked');
  });

  it('is not asked of a client that runs without anybody, and ends it at once', async () => {
    const { file, blob } = keyFile('batch', 'ed25519');
    world = await startDoorWorld(sshd, { registeredKey: blob });
    const batch = {
      BatchMode: 'yes',
      PubkeyAuthentication: 'yes',
      IdentitiesOnly: 'yes',
      IdentityFile: file,
    };
    const run = await askInPortal(batch).done;
    expect(run.code).toBe(255);
    expect(run.stderr).toContain('Permission denied (keyboard-interactive)');
    expect([world.proven.length, world.askedInPortal]).toEqual([1, []]);
  });

  it('is over for the door when the client hangs up', async () => {
    world = await startDoorWorld(sshd);
    const ssh = askInPortal();
    await eventually(() => world.askedInPortal.length === 1);
    ssh.child.kill('SIGKILL');
    await ssh.done;
    await eventually(() => world.closed.length === 1);
    world.confirmation = 'confirmed';
    expect(world.wishes).toEqual([]);
  });
});
