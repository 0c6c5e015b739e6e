import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of a committed corpus, without comments. */
export function corpusLines(name: string): string[] {
  return readFileSync(join(__dirname, '../files/corpus', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

export function corpusBytes(name: string): Buffer[] {
  return corpusLines(name).map((line) => Buffer.from(line.replaceAll(' ', ''), 'hex'));
}
