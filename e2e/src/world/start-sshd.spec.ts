import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDelayProxy } from './delay-proxy.js';
import { openSsh, runSsh, scanHostKey } from './ssh-client.js';
import { startSshd } from './start-sshd.js';
import type { RunningSshd } from './start-sshd.js';
import { totpCode } from './totp.js';

describe('the world the path is tested in', () => {
  let target: RunningSshd;
  beforeAll(async () => {
    target = await startSshd();
  });
  afterAll(() => target.stop());

  const signIn = (): { port: number; user: string; keyFile: string } => ({
    port: target.port,
    user: target.account.name,
    keyFile: target.clientKeyFile,
  });

  it('runs a command at a real OpenSSH server and gives output, error output and exit status', async () => {
    const result = await runSsh({
      ...signIn(),
      hostKey: target.hostKey,
      command: 'cat; echo oops >&2; exit 7',
      stdin: 'hello',
    });
    expect([result.stdout.toString(), result.stderr, result.code]).toEqual(['hello', 'oops\n', 7]);
  });

  it('lets the account in by password, or by key where it has none', async () => {
    const { name, password } = target.account;
    const entry = password === null ? signIn() : { port: target.port, user: name, answers: [password] };
    const result = await runSsh({ ...entry, command: 'id -un' });
    expect(result.stdout.toString().trim()).toBe(target.account.name);
  });

  it('types into a terminal and sees the account and its processes leave', async () => {
    const session = openSsh({ ...signIn(), terminal: true });
    session.type('echo typed > typed.txt; echo do"ne"\n');
    await session.untilOutput(/done\r\n/);
    expect(readFileSync(join(target.home, 'typed.txt'), 'utf8')).toBe('typed\n');
    expect(target.accountProcesses().length).toBeGreaterThan(0);
    session.type('exit 3\n');
    expect((await session.ended).code).toBe(3);
  });

  it('shows another host key after a swap, and logs who tried to authenticate', async () => {
    await target.swapHostKey();
    expect(await scanHostKey(target.port)).not.toBe(target.hostKey);
    target.clearLog();
    const refused = await runSsh({ ...signIn(), hostKey: target.hostKey, command: 'true' });
    expect(refused.code).toBe(255);
    expect(target.log()).not.toMatch(/userauth-request|Accepted|Failed/);
    await target.restoreHostKey();
    expect(await scanHostKey(target.port)).toBe(target.hostKey);
    await runSsh({ ...signIn(), hostKey: target.hostKey, command: 'true' });
    expect(target.log()).toMatch(/Accepted publickey/);
  });

  it('holds back every chunk for the delay that was set', async () => {
    const proxy = await startDelayProxy(target.port);
    const plain = await runSsh({ ...signIn(), port: proxy.port, command: 'true' });
    proxy.setDelay(100);
    const slow = await runSsh({ ...signIn(), port: proxy.port, command: 'true' });
    await proxy.stop();
    expect([plain.code, slow.code]).toEqual([0, 0]);
    expect(slow.tookMs).toBeGreaterThan(plain.tookMs + 400);
  });

  it('computes the codes of RFC 6238', () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    expect(totpCode(secret, Math.floor(59 / 30))).toBe('287082');
    expect(totpCode(secret, Math.floor(1_111_111_109 / 30))).toBe('081804');
  });
});
