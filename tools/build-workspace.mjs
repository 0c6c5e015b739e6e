import { root, runCommand, secondsSince } from './run-command.mjs';
import { join } from 'node:path';

/** Builds the named projects and what they need; unchanged ones come from Nx's cache. Throws on failure. */
export async function buildWorkspace(projects) {
  const startedMs = performance.now();
  const selection = projects ? [`--projects=${projects.join(',')}`] : [];
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  const { code, output } = await runCommand(process.execPath, [
    nx,
    'run-many',
    '-t',
    'build',
    '--outputStyle=static',
    ...selection,
  ]);
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
  console.log(`Built in ${secondsSince(startedMs)}.`);
}
