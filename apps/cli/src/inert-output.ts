import { plainLines } from '@gatehouse/kernel';
import type { Output } from './output.js';

/** What a recording holds, and what a file is called, is others' text; where it is printed is somebody's terminal. */
export function inertOutput(output: Output, isJson: boolean): Output {
  const inert = isJson ? escaped : (text: string) => plainLines(text);
  return {
    environment: output.environment,
    print: (text) => output.print(inert(text)),
    complain: (text) => output.complain(plainLines(text)),
  };
}

/** JSON escapes C0 by itself. The rest of what a terminal obeys stands in strings only, so it may be escaped too. */
function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
