import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const runtimeFrameworks = [
  '@nestjs/*',
  'typeorm',
  'pg',
  'ioredis',
  'bullmq',
  'nodemailer',
  '@aws-sdk/*',
  'express',
];
const machineModules = [
  'fs',
  'net',
  'tls',
  'http',
  'https',
  'dgram',
  'child_process',
  'worker_threads',
  'dns',
];

/** Which lib may import which: the table in ARCHITECTURE.md, as a rule the linter holds. */
const mayImport = {
  kernel: [],
  screen: [],
  contracts: [],
  directory: [],
  identity: [],
  policy: [],
  grant: [],
  credential: [],
  recording: ['screen'],
  jobs: [],
  audit: [],
  notify: [],
  'embedded-postgres': [],
  'access-request': ['policy', 'grant'],
  session: ['policy', 'grant', 'credential', 'recording', 'identity'],
  desktop: ['session', 'screen'],
  protocol: ['session', 'desktop', 'screen'],
  migrations: [],
  persistence: [
    'directory',
    'identity',
    'policy',
    'access-request',
    'grant',
    'credential',
    'session',
    'recording',
    'audit',
    'notify',
  ],
};
const everyLib = [...Object.keys(mayImport)];

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/dist-types',
      '**/node_modules',
      '.nx',
      '**/*.cjs',
      '**/vite.config.ts',
      'coverage',
      '.data',
      '.test',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  {
    files: ['**/*.mjs', '**/*.js'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        performance: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  {
    plugins: { '@nx': nx, 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({
          conditionNames: ['@gatehouse/source', 'import', 'default'],
          extensions: ['.ts', '.tsx', '.js'],
          // Sources import './x.js', as Node will see it; on disk it is x.ts.
          extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
        }),
      ],
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          allow: [],
          depConstraints: [
            ...Object.entries(mayImport).map(([lib, others]) => ({
              sourceTag: `lib:${lib}`,
              onlyDependOnLibsWithTags: ['kernel', ...others].map((other) => `lib:${other}`),
            })),
            {
              sourceTag: 'lib:gateway',
              onlyDependOnLibsWithTags: everyLib.map((lib) => `lib:${lib}`),
            },
            { sourceTag: 'lib:cli', onlyDependOnLibsWithTags: everyLib.map((lib) => `lib:${lib}`) },
            { sourceTag: 'lib:testing', onlyDependOnLibsWithTags: everyLib.map((lib) => `lib:${lib}`) },
            { sourceTag: 'lib:approval-portal', onlyDependOnLibsWithTags: ['lib:contracts', 'lib:screen'] },
            {
              sourceTag: 'lib:e2e',
              onlyDependOnLibsWithTags: [...everyLib, 'testing'].map((lib) => `lib:${lib}`),
            },
            {
              sourceTag: 'type:domain',
              onlyDependOnLibsWithTags: ['type:domain'],
              bannedExternalImports: runtimeFrameworks,
            },
            {
              sourceTag: 'type:engine',
              onlyDependOnLibsWithTags: ['type:domain', 'type:engine'],
              bannedExternalImports: runtimeFrameworks,
            },
          ],
        },
      ],
      'import-x/no-cycle': ['error', { maxDepth: 12, ignoreExternal: true }],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.spec.ts', 'e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    // A spec, and what only specs use, may use the builders and fakes of libs/testing whatever its lib may import.
    files: ['**/*.spec.ts', '**/*.spec.tsx', 'apps/*/src/testing/**', 'libs/*/src/testing/**'],
    rules: { '@nx/enforce-module-boundaries': 'off', 'import-x/no-cycle': 'off' },
  },
  {
    // Domain libs are plain TypeScript: no disk, no sockets, no processes.
    files: [
      'kernel',
      'contracts',
      'directory',
      'identity',
      'policy',
      'access-request',
      'grant',
      'credential',
      'audit',
    ].map((lib) => `libs/${lib}/src/**/*.ts`),
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: machineModules.flatMap((name) => [name, `node:${name}`]), patterns: ['node:fs/*', 'fs/*'] },
      ],
    },
  },
  {
    files: ['apps/approval-portal/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  prettier,
);
