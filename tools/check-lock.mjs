// node tools/check-lock.mjs [FILE]: the lock file must name the packages of every platform, not only of the
// one it was made on; npm leaves out what its registry could not give, and `npm ci` then fails elsewhere.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-command.mjs';

const file = process.argv[2] ?? join(root, 'package-lock.json');
const absent = absentPackages(JSON.parse(readFileSync(file, 'utf8')).packages);
for (const line of absent) console.error(line);
if (absent.length > 0) {
  console.error(
    `${absent.length} packages are absent from ${file}: pin versions whose every platform is published.`,
  );
  process.exit(1);
}
console.log('The lock file is complete for every platform.');

/** Every optional dependency of every entry must have an entry where Node would look for it. */
function absentPackages(packages) {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !lookupPaths(path, name).some((place) => packages[place]))
      .map((name) => `${path || 'the workspace'} wants ${name}`),
  );
}

function lookupPaths(path, name) {
  const places = [];
  for (
    let at = path;
    at;
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  )
    places.push(`${at}/node_modules/${name}`);
  return [...places, `node_modules/${name}`];
}
