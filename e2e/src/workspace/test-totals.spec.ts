import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../world/repository-root.js';
import { temporaryFolder } from '../world/temporary-folder.js';

/** What `npm test` counts, shown on small runs of jest whose outcome is known. */
describe('the totals of npm test', () => {
  it('counts what passed', () => {
    expect(count({ 'a.spec.js': "test('a', () => {}); test('b', () => {});" })).toEqual({
      passed: 2,
      failed: 0,
    });
  });

  it('counts what failed', () => {
    const files = { 'a.spec.js': "test('a', () => {}); test('b', () => { throw new Error('no'); });" };
    expect(count(files)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a suite that could not run as a failure', () => {
    const files = { 'a.spec.js': "test('a', () => {});", 'b.spec.js': "require('./is-not-there');" };
    expect(count(files)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a skipped test as a failure', () => {
    const files = { 'a.spec.js': "test('a', () => {}); test.skip('b', () => {});" };
    expect(count(files)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a run without any test as a failure', () => {
    expect(count({ 'nothing.js': '' })).toEqual({ passed: 0, failed: 1 });
  });

  it('counts a run that would not end as a failure', () => {
    const files = {
      'a.spec.js': "test('a', () => new Promise(() => { setInterval(() => {}, 1000); }), 1e8);",
    };
    expect(count(files, 5_000)).toEqual({ passed: 0, failed: 1 });
  });
});

function count(files: Record<string, string>, timeoutMs = 60_000): { passed: number; failed: number } {
  const folder = temporaryFolder('totals');
  mkdirSync(join(repositoryRoot, '.test'), { recursive: true });
  const config = join(folder.path, 'jest.config.json');
  writeFileSync(config, JSON.stringify({ rootDir: folder.path, testMatch: ['**/*.spec.js'] }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  const script = `
    const { runJest } = await import(${JSON.stringify(pathToFileURL(join(repositoryRoot, 'tools/run-jest.mjs')).href)});
    const { passed, failed } = await runJest(${JSON.stringify(config)}, { env: process.env, timeoutMs: ${timeoutMs} });
    console.log(JSON.stringify({ passed, failed }));
  `;
  try {
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    return JSON.parse(run.stdout) as { passed: number; failed: number };
  } finally {
    rmSync(join(repositoryRoot, '.test', `${config.replaceAll('/', '-')}.json`), { force: true });
    folder.remove();
  }
}
