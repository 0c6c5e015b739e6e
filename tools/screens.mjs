// npm run screens -- [CHAPTER]: pictures of every screen and state from the built gateway, into docs/screens/.
import { join } from 'node:path';
import { buildSsh2Binding } from './build-ssh2-binding.mjs';
import { buildWorkspace } from './build-workspace.mjs';
import { checkNode } from './check-node.mjs';
import { installPackages } from './install-packages.mjs';
import { installPrograms } from './install-programs.mjs';
import { root, runCommand } from './run-command.mjs';

checkNode();
try {
  await installPackages();
  await installPrograms();
  await buildSsh2Binding();
  await buildWorkspace();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const photograph = join(root, 'e2e/dist/screens/main.js');
const { code } = await runCommand(process.execPath, [photograph, ...process.argv.slice(2)], { show: true });
process.exit(code);
