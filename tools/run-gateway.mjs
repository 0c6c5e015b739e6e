import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { buildSsh2Binding } from './build-ssh2-binding.mjs';
import { buildWorkspace } from './build-workspace.mjs';
import { checkNode } from './check-node.mjs';
import { installPackages } from './install-packages.mjs';
import { root, secondsSince } from './run-command.mjs';

const products = ['@gatehouse/gateway', '@gatehouse/cli', '@gatehouse/approval-portal'];

/** Installs and builds what is missing, then runs the gateway in the foreground until it ends. */
export async function runGateway(args) {
  checkNode();
  const startedMs = performance.now();
  try {
    await installPackages();
    await buildSsh2Binding();
    await buildWorkspace(products);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  console.log(`Ready to run after ${secondsSince(startedMs)}.`);
  const gateway = spawn(process.execPath, [join(root, 'apps/gateway/dist/main.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { NODE_ENV: 'production', ...process.env },
  });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'])
    process.on(signal, () => {
      // A terminal's Ctrl-C reaches the gateway by itself; it drains once and must not be told twice.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      gateway.kill(signal);
    });
  gateway.on('error', (error) => {
    console.error(`The gateway could not be run: ${error.message}`);
    process.exit(1);
  });
  gateway.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
