import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand, secondsSince } from './run-command.mjs';

/** Runs `npm ci --ignore-scripts` when what is installed is not what the lock file says. Throws on failure. */
export async function installPackages() {
  const reason = whyInstall();
  if (!reason) return;
  const startedMs = performance.now();
  console.log(`Installing packages (${reason}) ...`);
  const { code, output } = await runCommand('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
  console.log(`Installed packages in ${secondsSince(startedMs)}.`);
}

/** npm notes in node_modules/.package-lock.json what it installed; file times say nothing after a copy. */
function whyInstall() {
  const notes = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(notes)) return 'none are installed';
  const installed = JSON.parse(readFileSync(notes, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, entry] of Object.entries(locked)) {
    if (!path.startsWith('node_modules/') || entry.link) continue;
    if (!installed[path] && (entry.optional || entry.devOptional || entry.peer)) continue;
    if (installed[path]?.version !== entry.version) return `${path} changed`;
  }
  return null;
}
