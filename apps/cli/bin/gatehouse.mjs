#!/usr/bin/env node
// Stands in the repository so that npm can link it before the first build.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write('gatehouse is not built yet. Run `npm run build` in its folder first.\n');
  process.exitCode = 2;
}
