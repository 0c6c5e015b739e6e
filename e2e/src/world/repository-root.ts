import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout the tests run in: the nearest folder upwards from the working directory that is the workspace. */
export const repositoryRoot = find(process.cwd());

function find(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (
    existsSync(manifest) &&
    (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'gatehouse'
  )
    return folder;
  if (folder === dirname(folder)) throw new Error('start this inside the Gatehouse repository');
  return find(dirname(folder));
}
