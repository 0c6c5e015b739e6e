import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { isListening } from './port.js';
import { isAlive } from './process-table.js';
import { startEmbeddedPostgres } from './start-embedded-postgres.js';
import { query, removeFolder, temporaryFolder } from './testing/database-probe.js';

jest.setTimeout(120_000);

describe('startEmbeddedPostgres', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await temporaryFolder();
  });
  afterEach(() => removeFolder(dir));

  it('keeps its rows, its address and its password over a restart', async () => {
    const first = await startEmbeddedPostgres({ dir, port: 0 });
    await query(first.url, 'create table kept (id int); insert into kept values (7)');
    await first.stop();
    const second = await startEmbeddedPostgres({ dir, port: 0 });
    try {
      expect(second.url).toBe(first.url);
      expect(second.adopted).toBe(false);
      expect(await query(second.url, 'select id from kept')).toEqual([{ id: 7 }]);
    } finally {
      await second.stop();
    }
  });

  it('listens on loopback only, asks for the password by scram and never runs as root', async () => {
    const running = await startEmbeddedPostgres({ dir, port: 0 });
    try {
      expect(await query(running.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
      expect(await query(running.url, 'select distinct auth_method from pg_hba_file_rules')).toEqual([
        { auth_method: 'scram-sha-256' },
      ]);
      const wrong = new pg.Client({ connectionString: running.url.replace(/:[^:@/]+@/, ':guess@') });
      await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
      expect((await stat(join(dir, 'password'))).mode & 0o777).toBe(0o600);
      const status = await readFile(`/proc/${running.pid}/status`, 'utf8');
      expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
    } finally {
      await running.stop();
    }
  });

  it('moves to a free port when a stranger sits on its own, and stays there', async () => {
    const stranger = await listen();
    const port = (stranger.address() as { port: number }).port;
    const moved = await startEmbeddedPostgres({ dir, port });
    await moved.stop();
    await new Promise((done) => stranger.close(done));
    const again = await startEmbeddedPostgres({ dir, port });
    await again.stop();
    expect(new URL(moved.url).port).not.toBe(String(port));
    expect(again.url).toBe(moved.url);
  });

  it('refuses a second gateway on the same data and leaves the first one alone', async () => {
    const first = await startEmbeddedPostgres({ dir, port: 0 });
    try {
      await expect(startEmbeddedPostgres({ dir, port: 0 })).rejects.toThrow('Another gateway is running');
      expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      await first.stop();
    }
  });

  it('is not held up by a lock file whose number now belongs to another process', async () => {
    const first = await startEmbeddedPostgres({ dir, port: 0 });
    await first.stop();
    const lock = [process.pid, join(dir, 'data'), '1', '1', '', '127.0.0.1', '0 0', 'ready', ''];
    await writeFile(join(dir, 'data', 'postmaster.pid'), lock.join('\n'));
    const second = await startEmbeddedPostgres({ dir, port: 0 });
    try {
      expect(second.adopted).toBe(false);
      expect(second.pid).not.toBe(process.pid);
    } finally {
      await second.stop();
    }
  });

  it('says what to do about the data of another major version', async () => {
    const first = await startEmbeddedPostgres({ dir, port: 0 });
    await first.stop();
    await writeFile(join(dir, 'data', 'PG_VERSION'), '12\n');
    await expect(startEmbeddedPostgres({ dir, port: 0 })).rejects.toThrow('pg_upgrade');
  });

  it('leaves nothing behind after an ephemeral run', async () => {
    const running = await startEmbeddedPostgres({ ephemeral: true, dir });
    const port = Number(new URL(running.url).port);
    expect(await isListening(port)).toBe(true);
    await Promise.all([running.stop(), running.stop()]);
    expect(await isListening(port)).toBe(false);
    expect(isAlive(running.pid)).toBe(false);
    await expect(stat(dir)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

function listen(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
