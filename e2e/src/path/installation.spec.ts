import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ApiClient } from '../world/api-client.js';
import { freePort } from '../world/free-port.js';
import { firstAdministrator } from '../world/plant.js';
import { scanHostKey } from '../world/ssh-client.js';
import { isHealthy, spawnGateway, startGatewayProcess } from '../world/start-gateway-process.js';
import type { RunningGateway } from '../world/start-gateway-process.js';
import { temporaryFolder } from '../world/temporary-folder.js';

describe('a fresh installation', () => {
  let first: RunningGateway;
  let second: RunningGateway;

  beforeAll(async () => {
    [first, second] = await Promise.all([startGatewayProcess(), startGatewayProcess()]);
  });
  afterAll(() => Promise.all([first?.dispose(), second?.dispose()]));

  it('SC-04 shares no key and no token with another one, and has no account', async () => {
    expect(first.setUpToken).toBeTruthy();
    expect(first.setUpToken).not.toBe(second.setUpToken);
    for (const type of ['ed25519', 'rsa'])
      expect(await scanHostKey(first.sshPort, type)).not.toBe(await scanHostKey(second.sshPort, type));
    const [a, b] = [keyFiles(first), keyFiles(second)];
    expect(a.length).toBeGreaterThan(0);
    expect(a.map((file) => file.name)).toEqual(b.map((file) => file.name));
    expect(a.filter((file) => b.some((other) => other.hash === file.hash))).toEqual([]);
    for (const login of ['admin', 'root', 'administrator', 'gatehouse', 'root-admin'])
      for (const password of ['admin', 'password', 'gatehouse', 'changeme1234'])
        expect(
          (await new ApiClient(first.origin).send('POST', '/api/sign-in', { login, password })).status,
        ).not.toBe(200);
  });

  it('SC-04 takes its set-up token once', async () => {
    const spend = (): Promise<{ status: number }> =>
      new ApiClient(second.origin).send('POST', '/api/set-up', {
        token: second.setUpToken,
        login: 'another-admin',
        displayName: 'Another',
      });
    const administrator = await firstAdministrator(second);
    expect(administrator.recoveryCodes.length).toBeGreaterThan(0);
    expect((await spend()).status).toBeGreaterThanOrEqual(400);
  });

  it('SC-07 keeps its files to itself and no secret in arguments or environment', () => {
    const isPublic = (path: string): boolean => /(^|\/)ca\.(crt|pem)$/.test(path);
    const kept = filesOf(first.dataDirectory).filter(({ path }) => !isPublic(path));
    expect(kept.filter(({ mode, isSocket }) => !isSocket && (mode & 0o077) !== 0)).toEqual([]);
    // A socket is as open as its folder; the one of the local kill is for one group.
    const folders = kept.filter(({ isSocket }) => isSocket).map(({ path }) => dirname(path));
    const modeOf = (folder: string): number => statSync(join(first.dataDirectory, folder)).mode & 0o777;
    expect(folders.filter((folder) => (modeOf(folder) & 0o007) !== 0)).toEqual([]);
    const key = readFileSync(join(first.dataDirectory, 'keys/kek'));
    const secrets = [
      key.toString('hex'),
      key.toString('base64'),
      key.toString('utf8').trim(),
      first.setUpToken ?? '',
    ];
    const database = embeddedPassword(first.dataDirectory);
    for (const pid of first.processTree())
      for (const place of ['environ', 'cmdline']) {
        const text = textOf(pid, place);
        for (const secret of [...secrets, ...database]) expect(text.includes(secret)).toBe(false);
      }
  });

  it('AP-11 listens at the doors that are configured and nowhere else', () => {
    const pids = new Set(first.processTree());
    const listening = execFileSync('ss', ['-H', '-l', '-t', '-n', '-p'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => [...line.matchAll(/pid=(\d+)/g)].some(([, pid]) => pids.has(Number(pid))))
      .map((line) => line.trim().split(/\s+/)[3] ?? '');
    const doors = [`127.0.0.1:${first.httpPort}`, `127.0.0.1:${first.sshPort}`];
    // The embedded database is its own, on loopback, behind a random password.
    const database = readFileSync(join(first.dataDirectory, 'postgres/data/postmaster.pid'), 'utf8').split(
      '\n',
    )[3];
    expect([...new Set(listening)].sort()).toEqual([...doors, `127.0.0.1:${database}`].sort());
  });

  it('UP-05 does not start, listens nowhere and says what to do when something it needs is wrong', async () => {
    const folder = temporaryFolder('broken');
    const nowhere = await freePort();
    const notAKey = join(folder.path, 'not-a-key');
    writeFileSync(notAKey, 'short', { mode: 0o600 });
    const starts: [string, Record<string, string>, RegExp][] = [
      [
        'database down',
        { DATABASE_URL: `postgresql://u:secret-word@127.0.0.1:${nowhere}/x` },
        /does not answer/,
      ],
      [
        'no certificate',
        { TLS_CERT_FILE: '/nonexistent.crt', TLS_KEY_FILE: '/nonexistent.key' },
        /TLS_(CERT|KEY)_FILE/,
      ],
      ['a key that is none', { KEK_FILE: notAKey }, /key/i],
      ['plain http for others', { PUBLIC_ORIGIN: 'http://gatehouse.example.com' }, /PUBLIC_ORIGIN/],
      ['no port', { HTTP_PORT: 'eighty' }, /HTTP_PORT/],
    ];
    try {
      const start = async ([what, environment, message]: (typeof starts)[number]): Promise<void> => {
        const ports = { http: await freePort(), ssh: await freePort() };
        const child = spawnGateway({
          dataDirectory: join(folder.path, what.replaceAll(' ', '-')),
          ports,
          environment,
        });
        const end = await child.ended;
        expect({ what, code: end.code }).toEqual({ what, code: 78 });
        expect(child.output).toMatch(message);
        expect(child.output).not.toContain('secret-word');
        expect(await isHealthy(`http://localhost:${ports.http}`)).toBe(false);
      };
      await Promise.all(starts.map(start));
    } finally {
      folder.remove();
    }
  });

  it('UP-05 refuses a key file of another installation rather than losing its secrets', async () => {
    const folder = first.dataDirectory;
    await first.stop();
    const key = join(folder, 'keys/kek');
    const right = readFileSync(key);
    writeFileSync(key, readFileSync(join(second.dataDirectory, 'keys/kek')));
    const ports = { http: first.httpPort, ssh: first.sshPort };
    const child = spawnGateway({ dataDirectory: folder, ports });
    expect((await child.ended).code).toBe(78);
    expect(child.output).toMatch(/belongs to another installation/);
    writeFileSync(key, right);
    const again = await startGatewayProcess({ dataDirectory: folder, ports });
    await again.stop();
  });
});

interface KeptFile {
  readonly path: string;
  readonly mode: number;
  readonly isSocket: boolean;
}

/** Nothing of a process that has ended meanwhile, as backends of the database do. */
function textOf(pid: number, place: string): string {
  try {
    return readFileSync(`/proc/${pid}/${place}`, 'latin1');
  } catch {
    return '';
  }
}

/** Without the folder of the live database: it is the database's own, and its files come and go. */
function filesOf(root: string): KeptFile[] {
  const walk = (folder: string): KeptFile[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return relative(root, path) === 'postgres' ? [] : walk(path);
      if (entry.isSymbolicLink()) return [];
      return [{ path: relative(root, path), mode: statSync(path).mode & 0o777, isSocket: entry.isSocket() }];
    });
  return walk(root);
}

function keyFiles(gateway: RunningGateway): { name: string; hash: string }[] {
  const folder = join(gateway.dataDirectory, 'keys');
  return readdirSync(folder)
    .sort()
    .map((name) => ({
      name,
      hash: createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    }));
}

function embeddedPassword(dataDirectory: string): string[] {
  const folder = join(dataDirectory, 'postgres');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /pass/.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim());
}
