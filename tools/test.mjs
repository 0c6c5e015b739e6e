// npm test [-- --long]: installs what is missing, runs everything, ends with the true totals on one line. With words
// behind it (`npm run test:long -- path-model grant`) it runs the libs' and apps' suites whose path holds one of them;
// words that begin with `e2e/` name suites of e2e.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSsh2Binding } from './build-ssh2-binding.mjs';
import { buildWorkspace } from './build-workspace.mjs';
import { checkNode } from './check-node.mjs';
import { installPackages } from './install-packages.mjs';
import { installPrograms } from './install-programs.mjs';
import { quietEnvironment, root, runCommand, secondsSince } from './run-command.mjs';
import { runJest } from './run-jest.mjs';
import { writeEvidence } from './write-evidence.mjs';

const minute = 60_000;
// The limits below are there for runs that hang, not for machines that are slow.

checkNode();
const long = process.argv.includes('--long');
const only = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const onlyInE2e = only.filter((word) => word.startsWith('e2e/'));
const onlyInUnits = only.filter((word) => !word.startsWith('e2e/'));
const startedMs = performance.now();
const env = { ...quietEnvironment, ...(long ? { LONG: '1' } : {}) };
mkdirSync(join(root, '.test'), { recursive: true });

const results = [];
const prepared = await step('preparation', async () => {
  await installPackages();
  await installPrograms();
  await buildSsh2Binding();
  await buildWorkspace();
  return { passed: 0, failed: 0 };
});
if (prepared.failed === 0) {
  if (only.length === 0) await Promise.all([step('type check', checkTypes), step('lint', checkLint)]);
  if (only.length === 0 || onlyInUnits.length > 0)
    await step('unit and integration', () =>
      runJest('jest.config.cjs', { env, only: onlyInUnits, timeoutMs: long ? 90 * minute : 30 * minute }),
    );
  if (only.length === 0 || onlyInE2e.length > 0)
    await step('e2e', () =>
      runJest('e2e/jest.config.cjs', {
        env,
        only: onlyInE2e,
        timeoutMs: long ? 180 * minute : 40 * minute,
      }),
    );
}

const passed = sum((result) => result.passed);
const failed =
  sum((result) => result.failed) + (sum((result) => result.passed + result.failed) === 0 ? 1 : 0);
if (long) await writeEvidence(results, only, performance.now() - startedMs);
console.log(`\n${results.map(describe).join('\n')}\nTook ${secondsSince(startedMs)}.`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Runs one part. Whatever it throws counts as one failure of that part. */
async function step(name, work) {
  const stepStartedMs = performance.now();
  let result;
  try {
    result = await work();
  } catch (error) {
    console.error(error.message);
    result = { passed: 0, failed: 1 };
  }
  results.push({ name, ...result, seconds: Math.round((performance.now() - stepStartedMs) / 1000) });
  return result;
}

/** One test: the types of everything, specs included. */
function checkTypes() {
  return oneTest('type check', [
    [process.execPath, 'node_modules/typescript/bin/tsc', '-b', 'tsconfig.json'],
  ]);
}

/** One test: rules, module boundaries and formatting. */
function checkLint() {
  return oneTest('lint', [
    [process.execPath, 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
    [process.execPath, 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ]);
}

async function oneTest(name, commands) {
  let failed = 0;
  for (const [command, ...args] of commands) {
    const { code, output } = await runCommand(command, args, { timeoutMs: 10 * minute });
    if (code === 0) continue;
    failed = 1;
    console.error(`${name} failed:\n${output}`);
  }
  console.log(`${failed ? 'FAIL' : 'PASS'} ${name}`);
  return { passed: 1 - failed, failed };
}

function describe({ name, passed: good, failed: bad, seconds }) {
  return `${name.padEnd(22)} ${String(good).padStart(5)} passed ${String(bad).padStart(4)} failed ${String(seconds).padStart(6)} s`;
}

function sum(value) {
  return results.reduce((total, result) => total + value(result), 0);
}
