import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { root, runCommand } from './run-command.mjs';

/** Writes docs/evidence/test-long.json and .md, of a part `test-long-WORD` by its first word: what ran, how long, on which machine, of which commit. */
export async function writeEvidence(results, only, tookMs) {
  const commit = (await runCommand('git', ['rev-parse', 'HEAD'])).output.trim();
  const changed =
    (await runCommand('git', ['status', '--porcelain', '--', '.', ':!docs/evidence'])).output.trim() !== '';
  const evidence = {
    command: ['npm run test:long', ...(only.length > 0 ? ['--', ...only] : [])].join(' '),
    at: new Date().toISOString(),
    commit,
    workTreeChanged: changed,
    machine: {
      cpu: cpus()[0]?.model ?? 'not known',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
      node: process.version,
    },
    seconds: Math.round(tookMs / 1000),
    passed: results.reduce((total, { passed }) => total + passed, 0),
    failed: results.reduce((total, { failed }) => total + failed, 0),
    parts: results,
  };
  const folder = join(root, 'docs/evidence');
  mkdirSync(folder, { recursive: true });
  const [first] = only;
  const name = ['test-long', ...(first ? [first.replaceAll(/[^a-z0-9]+/g, '-')] : [])].join('-');
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(evidence, null, 2)}\n`);
  writeFileSync(join(folder, `${name}.md`), asMarkdown(evidence));
}

function asMarkdown({ command, at, commit, workTreeChanged, machine, seconds, passed, failed, parts }) {
  const rows = parts.map((part) => `| ${part.name} | ${part.passed} | ${part.failed} | ${part.seconds} |`);
  const suites = parts
    .flatMap((part) => part.suites ?? [])
    .sort((a, b) => b.seconds - a.seconds)
    .map((suite) => `| ${suite.file} | ${suite.passed} | ${suite.failed} | ${suite.seconds} |`);
  return `# The long run

\`${command}\` at ${at}, commit ${commit}${workTreeChanged ? ' with uncommitted changes' : ''}.
${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}.

**${passed} passed, ${failed} failed** in ${seconds} s.

| part | passed | failed | seconds |
|---|---|---|---|
${rows.join('\n')}

| suite | passed | failed | seconds |
|---|---|---|---|
${suites.join('\n')}
`;
}
