import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTrace } from './target-trace.js';
import type { TargetTrace } from './target-trace.js';

const suffix = '.trace';

/** The traces in this folder of the sources, by name. @param folder where they lie. */
export function keptTraces(folder: string): ReadonlyMap<string, TargetTrace> {
  const names = readdirSync(folder).filter((name) => name.endsWith(suffix));
  return new Map(
    names.sort().map((name) => [name.slice(0, -suffix.length), readTrace(readFileSync(join(folder, name)))]),
  );
}
