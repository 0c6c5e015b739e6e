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

  const cycle: Probe = {
    file: 'libs/kernel/src/domain-event.ts',
    text: "import * as other from './index.js';\nexport const shown = Object.keys(other);\n",
  };
  let found: readonly string[][] = [];
  beforeAll(() => {
    found = lint([
      ...violations.flatMap(([, file, violating, allowed]) => [
        { file, text: violating },
        { file, text: allowed },
      ]),
      cycle,
    ]);
  }, 300_000);

  it.each(violations.map((violation, at) => [...violation, at] as const))(
    '%s (%s)',
    (_what, _file, _violating, _allowed, rule, at) => {
      expect(found[2 * at]).toContain(rule);
      expect(found[2 * at + 1]).toEqual([]);
    },
  );

  it('two files of one lib import each other', () => {
    expect(found[2 * violations.length]).toContain('import-x/no-cycle');
  });
});

interface Probe {
  readonly file: string;
  readonly text: string;
}

/**
 * The rules that find fault with each text as if it were the content of its file, by the workspace's own configuration.
 * All in one process: what takes long is to read the projects, not to look at a file.
 */
function lint(probes: readonly Probe[]): string[][] {
  const script = `
    import { ESLint } from 'eslint';
    import { text } from 'node:stream/consumers';
    const eslint = new ESLint();
    const found = [];
    for (const probe of JSON.parse(await text(process.stdin))) {
      const [report] = await eslint.lintText(probe.text, { filePath: probe.file });
      found.push(report.messages.map(({ ruleId, message }) => ruleId ?? message));
    }
    console.log(JSON.stringify(found));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: repositoryRoot,
    input: JSON.stringify(probes),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as string[][];
}
