import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSecret, verify } from 'otplib';
import { repositoryRoot } from '../world/repository-root.js';
import { temporaryFolder } from '../world/temporary-folder.js';

describe('npm run demo:code', () => {
  const folder = temporaryFolder('demo-code');
  const secret = generateSecret();
  beforeAll(() => {
    mkdirSync(folder.path, { recursive: true });
    const people = [
      { login: 'ada', name: 'Ada Lovelace', role: 'approver', password: 'x', totpSecret: secret },
      { login: 'adam', name: 'Adam Riese', role: 'auditor', password: 'x', totpSecret: generateSecret() },
    ];
    writeFileSync(join(folder.path, 'demo-people.json'), JSON.stringify(people), { mode: 0o600 });
  });
  afterAll(() => folder.remove());

  it.each(['ada', 'Ada', 'Ada Lovelace'])(
    'prints the code that an authenticator would show for %s',
    async (name) => {
      const run = demoCode(folder.path, name);
      expect(run.status).toBe(0);
      const token = run.stdout.trim();
      expect(token).toMatch(/^\d{6}$/);
      // One step back is allowed for: the code may have been printed at the end of its step.
      expect((await verify({ secret, token, epochTolerance: [30, 0] })).valid).toBe(true);
      expect(run.stdout).not.toContain(secret);
    },
  );

  it.each([[], ['nobody'], ['ad']])(
    'says who there is when the name %j fits nobody or several',
    (...names) => {
      const run = demoCode(folder.path, ...names);
      expect(run.status).toBe(1);
      expect(run.stdout).toBe('');
      expect(run.stderr).toContain('Adam Riese');
    },
  );

  it('says what to do when there is no demo', () => {
    const run = demoCode(join(folder.path, 'empty'), 'ada');
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('npm start');
  });
});

function demoCode(dataDirectory: string, ...names: string[]) {
  return spawnSync(process.execPath, [join(repositoryRoot, 'tools/demo-code.mjs'), ...names], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATA_DIR: dataDirectory },
  });
}
