import { spawn } from 'node:child_process';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { isAlive } from './process-table.js';
import { readIfThere } from './read-if-there.js';
import { type ServerAccount, spawnIdentity } from './server-account.js';
import type { Storage } from './storage.js';

interface InitRequest {
  storage: Storage;
  account: ServerAccount;
  binaries: Binaries;
  ephemeral: boolean;
}

/** The environment of every server process: no variable of ours, one locale, UTC. */
export const serverEnvironment = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };

/**
 * Makes `data` when there is none: beside, then renamed, so that a start that was killed half-way leaves
 * nothing that looks like data. Throws when the data belongs to another PostgreSQL major version.
 */
export async function initCluster({ storage, account, binaries, ephemeral }: InitRequest): Promise<void> {
  const data = join(storage.serverDir, 'data');
  const version = await readIfThere(join(data, 'PG_VERSION'));
  if (version !== null) {
    if (Number(version) === binaries.major) return;
    throw new Error(
      `${data} was made by PostgreSQL ${version}, this is ${binaries.major}. Move it over with pg_upgrade or a ` +
        `dump, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  await sweepLeftovers(storage.serverDir);
  const beside = join(storage.serverDir, `data.init-${process.pid}`);
  const passwordFile = join(storage.serverDir, `password.init-${process.pid}`);
  await mkdir(beside, { mode: 0o700 });
  await writeFile(passwordFile, storage.password, { mode: 0o600, flag: 'wx' });
  try {
    if (account) for (const path of [beside, passwordFile]) await chown(path, account.uid, account.gid);
    const flags = ['-D', beside, '-U', 'gatehouse', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    const format = ['--encoding=UTF8', '--locale=C.UTF-8', ...(ephemeral ? ['--no-sync'] : [])];
    await runToEnd(binaries.initdb, [...flags, ...format], account);
    await rename(beside, data);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(beside, { recursive: true, force: true });
  }
}

async function sweepLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^(?:data|password)\.init-(\d+)$/.exec(name)?.[1];
    if (pid && (Number(pid) === process.pid || !isAlive(Number(pid))))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

function runToEnd(command: string, args: string[], account: ServerAccount): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...spawnIdentity(account),
      env: serverEnvironment,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keepTail = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-2000);
    };
    child.stdout.on('data', keepTail);
    child.stderr.on('data', keepTail);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${String(code)}: ${output}`));
    });
  });
}
