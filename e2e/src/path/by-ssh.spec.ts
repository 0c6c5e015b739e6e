import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientChannel } from 'ssh2';
import type { PersonAtWork } from '../world/person-at-work.js';
import { approve, openAccess, requestAndApprove, submitRequest } from '../world/request-and-approve.js';
import { recordedStreams, untilSealed, verify } from '../world/recorded-streams.js';
import { registerSshKey } from '../world/register-ssh-key.js';
import { sessionOf } from '../world/sessions.js';
import { runSsh, scanHostKey } from '../world/ssh-client.js';
import { connectByLibrary, execOn } from '../world/ssh-library-client.js';
import { openSshAs, sshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { waitUntil } from '../world/wait-until.js';

describe('the path by a person’s own ssh', () => {
  let world: World;
  /** Each has codes of their own, so that no test waits for another one's next code. */
  const vendors: PersonAtWork[] = [];
  const nextVendor = (): PersonAtWork => {
    const vendor = vendors.shift();
    if (!vendor) throw new Error('make more technicians');
    return vendor;
  };

  beforeAll(async () => {
    world = await startWorld();
    for (let made = 0; made < 12; made += 1) vendors.push(await world.plant.anotherVendor());
  });
  afterAll(() => world?.stop());

  it('runs a shell from request to replay: what is typed happens at the machine and is on record', async () => {
    const { plant, sshd } = world;
    const grant = await openAccess(plant);
    const ssh = await openSshAs(world, plant.vendor, {
      terminal: true,
      hostKey: await scanHostKey(world.gateway.sshPort),
    });
    await ssh.untilOutput(/This session is recorded/);
    await ssh.untilOutput(/[$#] /);
    // At the prompt, as a person does: what is typed while something else is printed cannot be told from a password.
    ssh.type('echo by hand > typed.txt; echo do""ne\r');
    await ssh.untilOutput(/done\r\n/);
    expect(readFileSync(join(sshd.home, 'typed.txt'), 'utf8')).toBe('by hand\n');
    ssh.type('exit 5\r');
    expect((await ssh.ended).code).toBe(5);
    const session = await sessionOf(plant.auditor, grant.id);
    expect(session).toMatchObject({ clientLeg: 'ssh', hostKeyFingerprint: sshd.fingerprint });
    const sealed = await untilSealed(plant.auditor, session.id);
    expect(sealed).toMatchObject({ state: 'terminated', endReason: 'target-left' });
    const recordingId = sealed.recording?.id ?? '';
    const streams = await recordedStreams(plant.auditor, recordingId);
    expect(streams.out.toString()).toContain('done\r\n');
    expect(streams.typed.toString()).toContain('echo by hand > typed.txt');
    expect(await verify(plant.auditor, recordingId)).toMatchObject({
      verdict: 'unaltered',
      auditTrailAgrees: true,
    });
  });

  it('runs a command with its input, output, error output and exit status', async () => {
    const vendor = nextVendor();
    await openAccess(world.plant, { vendor });
    const result = await sshAs(world, vendor, {
      command: 'cat; echo trouble >&2; exit 7',
      stdin: 'one line\n',
    });
    expect([result.stdout.toString(), result.code]).toEqual(['one line\n', 7]);
    expect(result.stderr).toContain('trouble');
  });

  it('lets a person in by a registered key and a code, and by no other key', async () => {
    const { gateway, plant } = world;
    const vendor = nextVendor();
    const folder = temporaryFolder('keys');
    await openAccess(plant, { vendor });
    const registered = await registerSshKey(vendor, folder.path);
    const another = join(folder.path, 'not-registered');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', another]);
    const byKey = (keyFile: string, code: string) =>
      runSsh({
        port: gateway.sshPort,
        user: `${vendor.login}+${plant.target.handle}`,
        keyFile,
        answers: [code],
        // A password would do as well as a key: it is not asked for here.
        options: ['PreferredAuthentications=publickey,keyboard-interactive'],
        command: 'echo in by key',
      });
    const code = await vendor.authenticator.nextCode();
    const refused = await byKey(another, code);
    expect(refused.stdout.toString()).toBe('');
    expect([refused.code, refused.stderr]).toEqual([255, expect.stringContaining('Permission denied')]);
    const withoutCode = await byKey(registered.file, vendor.authenticator.wrongCode());
    expect([withoutCode.code, withoutCode.stdout.toString()]).toEqual([255, '']);
    const letIn = await byKey(registered.file, code);
    expect([letIn.stdout.toString(), letIn.code]).toEqual(['in by key\n', 0]);
    folder.remove();
  });

  it('passes on window changes and signals while the session runs', async () => {
    const { gateway, plant } = world;
    const vendor = nextVendor();
    await openAccess(plant, { vendor });
    // The library: `ssh` itself sends no signal, and a window change only when its own terminal changes.
    const client = await connectByLibrary({
      port: gateway.sshPort,
      user: `${vendor.login}+${plant.target.handle}`,
      password: vendor.password,
      code: await vendor.authenticator.nextCode(),
    });
    const trapping = 'trap "echo heard INT" INT; trap "echo heard TERM; exit 7" TERM; echo ready; ';
    const command = await execOn(client, `${trapping} while :; do sleep 0.1; done`);
    const exit = new Promise<number | null>((resolve) => command.once('exit', resolve));
    const heard = outputOf(command);
    await waitUntil('the command runs', () => heard().includes('ready\n'));
    command.signal('INT');
    await waitUntil('it hears a signal', () => heard().includes('heard INT\n'));
    command.signal('TERM');
    expect(await exit).toBe(7);
    const terminal = await execOn(client, 'sh', true);
    const shown = outputOf(terminal);
    terminal.write('stty size\n');
    await waitUntil('the terminal has its first size', () => shown().includes('24 80\r\n'));
    terminal.setWindow(50, 132, 0, 0);
    await waitUntil('the terminal has its new size', () => {
      terminal.write('stty size\n');
      return shown().includes('50 132\r\n');
    });
    client.end();
  });

  it('AN-02 refuses a wrong code and a code that was used, and lets neither reach the machine', async () => {
    const vendor = nextVendor();
    await openAccess(world.plant, { vendor });
    world.sshd.clearLog();
    const wrong = await sshAs(world, vendor, { code: vendor.authenticator.wrongCode(), command: 'true' });
    const used = await sshAs(world, vendor, { code: vendor.authenticator.lastCode(), command: 'true' });
    for (const refused of [wrong, used]) {
      expect(refused.code).toBe(255);
      expect(refused.stderr).toContain('Permission denied');
    }
    expect(world.sshd.log()).not.toContain('Connection from');
  });

  it('AZ-12 shows a person without access nothing but that there is none under that name', async () => {
    const known = await sshAs(world, nextVendor(), { command: 'true' });
    const unknown = await sshAs(world, nextVendor(), { command: 'true', handle: 'no-such-machine' });
    expect(known.code).not.toBe(0);
    expect(known.stderr).toContain('GH-NO-ACCESS: you have no access named palletizer');
    expect(unknown.stderr.replaceAll('no-such-machine', 'palletizer')).toBe(known.stderr);
  });

  it('refuses before the window opens, with the time at which it does', async () => {
    const vendor = nextVendor();
    await requestAndApprove(world.plant, { vendor, opensIn: 3600 });
    const early = await sshAs(world, vendor, { command: 'true' });
    expect(early.stderr).toMatch(/GH-NOT-YET: your access to palletizer opens at \d\d:\d\d plant time/);
    expect(early.code).not.toBe(0);
  });

  it('AZ-06 refuses while the request is not approved', async () => {
    const vendor = nextVendor();
    const target = await world.plant.anotherTarget();
    await submitRequest(world.plant, { vendor, targetId: target.id });
    const refused = await sshAs(world, vendor, { command: 'true', handle: target.handle });
    expect(refused.stderr).toContain('GH-NO-ACCESS');
  });

  it('refuses what was changed after approval, until it is approved again', async () => {
    const { plant } = world;
    const vendor = nextVendor();
    const target = await plant.anotherTarget();
    await openAccess(plant, { vendor, targetId: target.id });
    await plant.administrator.api.mustSend('PATCH', `/api/targets/${target.id}`, {
      account: 'somebody-else',
    });
    world.sshd.clearLog();
    const changed = await sshAs(world, vendor, { command: 'true', handle: target.handle });
    expect(changed.stderr).toContain(
      `GH-CHANGED: something about ${target.handle} has changed since your access was approved. Ask for it again`,
    );
    expect(world.sshd.log()).not.toContain('Connection from');
  });

  it('refuses when the window has ended', async () => {
    const { plant } = world;
    const vendor = nextVendor();
    const target = await plant.anotherTarget();
    const grant = await openAccess(plant, { vendor, targetId: target.id, lasts: 4 });
    await waitUntil('the window ends', () => Date.now() > Date.parse(grant.window.closesAt));
    const late = await sshAs(world, vendor, { command: 'true', handle: target.handle });
    expect(late.stderr).toMatch(/GH-EXPIRED: your access to aux\d+ ended at \d\d:\d\d plant time/);
    expect(late.code).not.toBe(0);
  });

  it('offers a menu of what is open when no machine is named', async () => {
    const { plant } = world;
    const target = await plant.anotherTarget();
    const vendor = nextVendor();
    const request = await submitRequest(plant, { vendor, targetId: target.id });
    await approve(plant, request);
    const ssh = await openSshAs(world, vendor, { terminal: true, handle: '' });
    await ssh.untilOutput(/Number or name/);
    ssh.type('1\r');
    await ssh.untilOutput(/This session is recorded/);
    ssh.type('touch from-menu; exit\r');
    await ssh.ended;
    expect(existsSync(join(world.sshd.home, 'from-menu'))).toBe(true);
  });

  it('ends a revoked session with its text and refuses the reconnect', async () => {
    const { plant } = world;
    const vendor = nextVendor();
    const target = await plant.anotherTarget();
    const grant = await openAccess(plant, { vendor, targetId: target.id });
    const ssh = await openSshAs(world, vendor, { terminal: true, handle: target.handle });
    await ssh.untilOutput(/This session is recorded/);
    await plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, { reason: 'Wrong machine' });
    const ended = await ssh.ended;
    expect(ended.stderr + ended.stdout.toString()).toMatch(/GH-REVOKED: .*Wrong machine/);
    expect(ended.code).not.toBe(0);
    const again = await sshAs(world, vendor, { command: 'true', handle: target.handle });
    expect(again.stderr).toContain('GH-REVOKED: the plant took back your access');
    expect(again.code).not.toBe(0);
  });
});

function outputOf(channel: ClientChannel): () => string {
  let text = '';
  channel.on('data', (bytes: Buffer) => (text += bytes.toString()));
  return () => text;
}
