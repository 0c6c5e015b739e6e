import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../world/repository-root.js';

/** Pieces of work a case may wait for. */
export const laterWork = [
  'SSH complete',
  'desktop engine and VNC',
  'RDP',
  'identity life cycle',
  'policies and notifications',
  'evidence',
  'reach',
  'cluster',
  'portal app',
] as const;

export interface ListedCase {
  readonly id: string;
  readonly state: 'covered' | 'partly' | 'later';
  /** Spec files named in the row. */
  readonly files: readonly string[];
  /** What a case that is not whole waits for. */
  readonly waitsFor: readonly string[];
}

/** The rows of docs/cases.md: `| id | case | expected | state | by |`. */
export function listedCases(): ListedCase[] {
  return readFileSync(join(repositoryRoot, 'docs/cases.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| [A-Z]{2}-\d{2} \|/.test(line))
    .map((line) => {
      const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      const [, id = '', , , state = '', by = ''] = cells;
      if (!isState(state)) throw new Error(`${id} in docs/cases.md has the state "${state}"`);
      return {
        id,
        state,
        files: [...by.matchAll(/`([^`]+\.spec\.tsx?)`/g)].map(([, file]) => file ?? ''),
        waitsFor: laterWork.filter((work) => by.includes(work)),
      };
    });
}

function isState(text: string): text is ListedCase['state'] {
  return text === 'covered' || text === 'partly' || text === 'later';
}
