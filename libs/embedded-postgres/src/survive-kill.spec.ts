import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './process-table.js';
import { isListening } from './port.js';
import { startEmbeddedPostgres } from './start-embedded-postgres.js';
import { query, removeFolder, temporaryFolder } from './testing/database-probe.js';
import { copyBuiltLibrary, startGatewayProcess } from './testing/gateway-process.js';

jest.setTimeout(120_000);

describe('the embedded PostgreSQL under kill -9', () => {
  let home: string;
  let library: string;
  beforeAll(async () => {
    home = await temporaryFolder();
    library = await copyBuiltLibrary(`${home}/library`);
  });
  afterAll(() => removeFolder(home));

  it('is taken over with every acknowledged row after the gateway was killed', async () => {
    const dir = `${home}/orphan`;
    const gateway = await startGatewayProcess({ library, dir, write: true });
    await gateway.untilAcknowledged(200);
    await gateway.kill('SIGKILL');
    expect(isAlive(gateway.started.pid)).toBe(true);
    const running = await startEmbeddedPostgres({ dir, port: 0 });
    try {
      expect(running.adopted).toBe(true);
      expect(running.pid).toBe(gateway.started.pid);
      await expectAllRows(running.url, gateway.acknowledged);
    } finally {
      await running.stop();
    }
    expect(isAlive(gateway.started.pid)).toBe(false);
  });

  it('loses no acknowledged row when gateway and database are killed mid-write', async () => {
    const dir = `${home}/crash`;
    const acknowledged: number[] = [];
    for (let round = 0; round < 3; round++) {
      const gateway = await startGatewayProcess({ library, dir, write: true });
      await gateway.untilAcknowledged(200);
      const killed = [gateway.started.pid, ...childrenOf(gateway.started.pid)];
      const gone = gateway.kill('SIGKILL');
      for (const pid of killed) killIfThere(pid);
      await gone;
      acknowledged.push(...gateway.acknowledged);
    }
    const running = await startEmbeddedPostgres({ dir, port: 0 });
    try {
      expect(running.adopted).toBe(false);
      await expectAllRows(running.url, acknowledged);
    } finally {
      await running.stop();
    }
  });

  it('comes back at the same address when only the database is killed', async () => {
    const lines: string[] = [];
    const running = await startEmbeddedPostgres({
      dir: `${home}/revived`,
      port: 0,
      log: (line) => lines.push(line),
    });
    try {
      const { pid, url } = running;
      await query(url, 'create table kept (id int); insert into kept values (1)');
      process.kill(pid, 'SIGKILL');
      const deadline = Date.now() + 30_000;
      while (running.pid === pid && Date.now() < deadline) await sleep(50);
      expect(running.pid).not.toBe(pid);
      expect(running.url).toBe(url);
      expect(await query(url, 'select id from kept')).toEqual([{ id: 1 }]);
      expect(lines.join('\n')).toContain('starting it again');
    } finally {
      await running.stop();
    }
  });

  it('ends an ephemeral server with the process that started it', async () => {
    const gateway = await startGatewayProcess({ library, dir: `${home}/leashed`, ephemeral: true });
    const port = Number(new URL(gateway.started.url).port);
    expect(await isListening(port)).toBe(true);
    await gateway.kill('SIGKILL');
    const deadline = Date.now() + 20_000;
    while ((await isListening(port)) && Date.now() < deadline) await sleep(50);
    expect(await isListening(port)).toBe(false);
  });
});

/** A worker of PostgreSQL may have ended by itself since it was listed. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function childrenOf(pid: number): number[] {
  return execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
}

async function expectAllRows(url: string, acknowledged: readonly number[]): Promise<void> {
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  const rows = (await query(url, 'select id::int from kept')) as { id: number }[];
  const stored = new Set(rows.map((row) => row.id));
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
}
