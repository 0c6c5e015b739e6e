import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './run-command.mjs';

/** A run that has written its results must end by itself within this time. */
const graceMs = 20_000;

/**
 * Runs jest and counts. A suite that could not run, a skipped test, a run without any test, a run that was cut
 * off and a process that would not end each count as a failure: none of them is a pass.
 */
export async function runJest(config, { env, only = [], timeoutMs }) {
  const report = join(root, '.test', `${config.replaceAll('/', '-')}.json`);
  rmSync(report, { force: true });
  const { code, killed } = await runAndWatch(config, report, env, only, timeoutMs);
  if (!existsSync(report)) {
    console.error(
      `${config}: jest ended with ${code} and no results${killed ? ` after ${timeoutMs / 60_000} minutes` : ''}.`,
    );
    return { passed: 0, failed: 1, suites: [] };
  }
  const run = JSON.parse(readFileSync(report, 'utf8'));
  const problems = [
    ...Array.from({ length: run.numRuntimeErrorTestSuites }, () => 'a suite that could not run'),
    ...Array.from({ length: run.numPendingTests + run.numTodoTests }, () => 'a skipped test'),
    ...(run.numTotalTests === 0 ? ['a run without any test'] : []),
    ...(killed ? ['a run that would not end'] : []),
  ];
  if (code !== 0 && run.numFailedTests + problems.length === 0) problems.push(`an exit with ${code}`);
  for (const problem of problems) console.error(`${config}: ${problem} counts as a failure.`);
  return {
    passed: run.numPassedTests,
    failed: run.numFailedTests + problems.length,
    suites: run.testResults.map((suite) => ({
      file: suite.name.slice(root.length),
      passed: suite.assertionResults.filter(({ status }) => status === 'passed').length,
      failed: suite.assertionResults.filter(({ status }) => status === 'failed').length,
      seconds: Math.round((suite.endTime - suite.startTime) / 1000),
    })),
  };
}

async function runAndWatch(config, report, env, only, timeoutMs) {
  const jest = ['node_modules/jest/bin/jest.js', '-c', config, '--json', `--outputFile=${report}`, ...only];
  const child = spawn(process.execPath, jest, {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let code = null;
  // In a process group of its own, which can be killed whole; so Ctrl-C has to be passed on.
  const passOn = () => {
    process.kill(-child.pid, 'SIGKILL');
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, passOn);
  const ended = new Promise((done) =>
    child.on('close', (exitCode) => {
      code = exitCode ?? 1;
      done();
    }),
  );
  const deadlineMs = performance.now() + timeoutMs;
  let reportedMs = null;
  let killed = false;
  while (code === null) {
    await Promise.race([ended, sleep(500)]);
    if (code !== null) break;
    if (reportedMs === null && existsSync(report)) reportedMs = performance.now();
    const late =
      performance.now() > deadlineMs || (reportedMs !== null && performance.now() - reportedMs > graceMs);
    if (late && !killed) {
      killed = true;
      process.kill(-child.pid, 'SIGKILL');
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, passOn);
  return { code, killed };
}
