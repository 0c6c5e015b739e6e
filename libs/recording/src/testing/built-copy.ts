import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformSync } from '@swc/core';

/**
 * This lib and those it imports as ESM that Node runs by itself, worker included, built from the sources of this moment:
 * a child process that is to be killed cannot run inside jest. Returns the folder of this lib's modules.
 */
export function makeBuiltCopy(): { root: string; modules: string } {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'gatehouse-recording-built-')));
  const libs = path.resolve(__dirname, '../../..');
  const scope = path.join(root, 'node_modules', '@gatehouse');
  for (const lib of ['kernel', 'screen']) {
    transpile(path.join(libs, lib, 'src'), path.join(scope, lib, 'dist'));
    writeFileSync(
      path.join(scope, lib, 'package.json'),
      JSON.stringify({ name: `@gatehouse/${lib}`, type: 'module', exports: './dist/index.js' }),
    );
  }
  const xterm = path.join(path.dirname(require.resolve('@xterm/headless/package.json')), '..');
  symlinkSync(xterm, path.join(root, 'node_modules', '@xterm'));
  writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  transpile(path.join(libs, 'recording/src'), path.join(root, 'recording'));
  return { root, modules: path.join(root, 'recording') };
}

function transpile(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    if (entry.isDirectory()) transpile(source, path.join(to, entry.name));
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts')) {
      const { code } = transformSync(readFileSync(source, 'utf8'), {
        filename: source,
        configFile: false,
        swcrc: false,
        module: { type: 'es6' },
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      });
      writeFileSync(path.join(to, entry.name.replace(/\.ts$/, '.js')), code);
    }
  }
}
