import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './start-embedded-postgres.js';
import { query, removeFolder, temporaryFolder } from './testing/database-probe.js';
import { copyBuiltLibrary, startGatewayProcess } from './testing/gateway-process.js';

jest.setTimeout(120_000);

const isRoot = process.getuid?.() === 0;

describe('the account of the embedded PostgreSQL', () => {
  let home: string;
  beforeEach(async () => {
    home = await temporaryFolder();
  });
  afterEach(() => removeFolder(home));

  it('is the one that started it when that is not root', async () => {
    const uid = isRoot ? await uidOf('nobody') : process.getuid?.();
    await chmod(home, 0o755);
    const library = await copyBuiltLibrary(join(home, 'library'));
    const dir = join(home, 'data');
    await mkdir(dir, { mode: 0o700 });
    if (isRoot && uid !== undefined) await chown(dir, uid, uid);
    const gateway = await startGatewayProcess({ library, dir, ...(isRoot ? { uid } : {}) });
    try {
      expect(await query(gateway.started.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect((await stat(join(dir, 'data'))).uid).toBe(uid);
    } finally {
      await gateway.kill('SIGKILL');
      process.kill(gateway.started.pid, 'SIGQUIT');
    }
  });

  it('reaches its data although only the owner may enter the folder above', async () => {
    const closed = join(home, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const dir = join(closed, 'postgres');
    const lines: string[] = [];
    const first = await startEmbeddedPostgres({ dir, port: 0, log: (line) => lines.push(line) });
    await query(first.url, 'create table kept (id int); insert into kept values (3)');
    await first.stop();
    const second = await startEmbeddedPostgres({ dir, port: 0 });
    const elsewhere = await readFile(join(dir, 'location'), 'utf8').catch(() => null);
    try {
      expect(await query(second.url, 'select id from kept')).toEqual([{ id: 3 }]);
      expect(elsewhere !== null).toBe(isRoot);
      if (elsewhere !== null) {
        expect(elsewhere.startsWith(tmpdir())).toBe(false);
        expect(lines.join('\n')).toContain(elsewhere);
        expect(second.dataFolder).toBe(join(elsewhere, 'data'));
      }
    } finally {
      await second.stop();
      if (elsewhere) await removeFolder(elsewhere);
    }
  });
});

async function uidOf(name: string): Promise<number> {
  const entry = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((line) => line.startsWith(`${name}:`));
  return Number(entry?.split(':')[2]);
}
