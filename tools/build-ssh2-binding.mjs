import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { hasProgram, root, runCommand, secondsSince } from './run-command.mjs';

const folder = join(root, 'node_modules/ssh2/lib/protocol/crypto');
const binding = join(folder, 'build/Release/sshcrypto.node');
const stamp = join(folder, 'build/node-abi');

/**
 * Builds ssh2's native ciphers, its own step because install scripts are off. Never fails the start and never
 * uses the network: without a compiler or Node's headers ssh2 runs its JavaScript ciphers, slower but the same.
 */
export async function buildSsh2Binding() {
  if (existsSync(binding) && readIfThere(stamp) === process.versions.modules) return;
  const missing = await whatIsMissing();
  if (missing) {
    console.log(`SSH ciphers: JavaScript (no ${missing} to build the native ones with).`);
    return;
  }
  const startedMs = performance.now();
  const { code, output } = await runCommand(
    process.execPath,
    [findNodeGyp(), 'rebuild', `--nodedir=${findHeaders()}`, `--real_openssl_major=${opensslMajor()}`],
    { cwd: folder, timeoutMs: 180_000 },
  );
  if (code === 0 && loads()) {
    writeFileSync(stamp, process.versions.modules);
    console.log(`SSH ciphers: native, built in ${secondsSince(startedMs)}.`);
  } else {
    console.log('SSH ciphers: JavaScript (the native ones did not build):');
    console.log(output.split('\n').slice(-8).join('\n'));
  }
}

async function whatIsMissing() {
  if (!existsSync(folder)) return 'ssh2';
  if (!(await hasProgram('make'))) return 'make';
  if (!(await hasProgram('g++')) && !(await hasProgram('c++')) && !(await hasProgram('clang++')))
    return 'C++ compiler';
  if (!(await hasProgram('python3'))) return 'python3';
  if (!findNodeGyp()) return 'node-gyp';
  if (!findHeaders()) return 'Node.js headers';
  return null;
}

/** The node-gyp that npm brings along. */
function findNodeGyp() {
  const npmCli = process.env.npm_execpath ?? findOnPath('npm');
  if (!npmCli) return null;
  const found = join(dirname(dirname(realpathSync(npmCli))), 'node_modules/node-gyp/bin/node-gyp.js');
  return existsSync(found) ? found : null;
}

/** The prefix whose include/node belongs to exactly this Node. */
function findHeaders() {
  const prefixes = [dirname(dirname(realpathSync(process.execPath))), '/usr', '/usr/local'];
  return prefixes.find((prefix) => {
    const header = readIfThere(join(prefix, 'include/node/node_version.h')) ?? '';
    const parts = ['MAJOR', 'MINOR', 'PATCH'].map(
      (part) => new RegExp(`NODE_${part}_VERSION (\\d+)`).exec(header)?.[1],
    );
    return parts.join('.') === process.versions.node;
  });
}

function findOnPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((entry) => join(entry, name))
    .find((path) => existsSync(path));
}

function loads() {
  try {
    createRequire(import.meta.url)(binding);
    return true;
  } catch {
    return false;
  }
}

function opensslMajor() {
  return /^\d+/.exec(process.versions.openssl)[0];
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}
