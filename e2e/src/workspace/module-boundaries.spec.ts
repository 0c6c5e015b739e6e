import { execFileSync, spawnSync } from 'node:child_process';
import { repositoryRoot } from '../world/repository-root.js';

beforeAll(() => {
  // The rule reads Nx's project graph from its cache and would stay silent without one.
  execFileSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], {
    cwd: repositoryRoot,
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: 'ignore',
  });
});

const boundaries = '@nx/enforce-module-boundaries';

describe('a deliberate violation fails lint', () => {
  const violations: [what: string, file: string, violating: string, allowed: string, rule: string][] = [
    [
      'the kernel imports a lib above it',
      'libs/kernel/src/end-reason.ts',
      "import * as other from '@gatehouse/policy';\nexport const shown = Object.keys(other);\n",
      "import * as other from './ids.js';\nexport const shown = Object.keys(other);\n",
      boundaries,
    ],
    [
      'a protocol reaches into the database',
      'libs/protocol-ssh/src/index.ts',
      "import * as other from '@gatehouse/persistence';\nexport const shown = Object.keys(other);\n",
      "import * as other from '@gatehouse/session';\nexport const shown = Object.keys(other);\n",
      boundaries,
    ],
    [
      'the portal imports more than the contracts',
      'apps/approval-portal/src/main.tsx',
      "import * as other from '@gatehouse/persistence';\nexport const shown = Object.keys(other);\n",
      "import * as other from '@gatehouse/contracts';\nexport const shown = Object.keys(other);\n",
      boundaries,
    ],
    [
      'the product imports what is for tests',
      'apps/gateway/src/main.ts',
      "import * as other from '@gatehouse/testing';\nexport const shown = Object.keys(other);\n",
      "import * as other from '@gatehouse/contracts';\nexport const shown = Object.keys(other);\n",
      boundaries,
    ],
    [
      'a domain lib imports TypeORM',
      'libs/policy/src/index.ts',
      "import * as other from 'typeorm';\nexport const shown = Object.keys(other);\n",
      "import * as other from '@gatehouse/kernel';\nexport const shown = Object.keys(other);\n",
      boundaries,
    ],
    [
      'a domain lib touches the disk',
      'libs/grant/src/index.ts',
      "import * as other from 'node:fs';\nexport const shown = Object.keys(other);\n",
      "import * as other from 'node:crypto';\nexport const shown = Object.keys(other);\n",
      'no-restricted-imports',
    ],
  ];

  it.each(violations)('%s (%s)', (_what, file, violating, allowed, rule) => {
    expect(lint(file, violating)).toContain(rule);
    expect(lint(file, allowed)).toEqual([]);
  });

  it('two files of one lib import each other', () => {
    const imported = lint(
      'libs/kernel/src/domain-event.ts',
      "import * as other from './index.js';\nexport const shown = Object.keys(other);\n",
    );
    expect(imported).toContain('import-x/no-cycle');
  });
});

/** The rules that find fault with `text` as if it were the content of `file`. */
function lint(file: string, text: string): string[] {
  const run = spawnSync(
    process.execPath,
    ['node_modules/eslint/bin/eslint.js', '--stdin', '--stdin-filename', file, '--format', 'json'],
    { cwd: repositoryRoot, input: text, encoding: 'utf8' },
  );
  const [report] = JSON.parse(run.stdout) as { messages: { ruleId: string | null; message: string }[] }[];
  const messages = report?.messages ?? [];
  expect(run.status).toBe(messages.length > 0 ? 1 : 0);
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}
