import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeFolder } from './make-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'gh-folder-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('many that need the same new folder at once all get it, over and over', async () => {
  for (let round = 0; round < 50; round += 1) {
    const folder = path.join(root, `round-${round}`, 'recordings', 'spool');
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(folder)));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
});

test('a place where no folder can be made is said to be one', async () => {
  writeFileSync(path.join(root, 'file'), '');
  await expect(makeFolder(path.join(root, 'file', 'spool'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});
