import { MalformedFileStream } from './malformed-file-stream.js';
import type { WirePath } from './wire-path.js';

/** One line of the sending side of scp, without its end. */
export type ScpLine =
  | { readonly kind: 'file'; readonly mode: string; readonly size: number; readonly name: WirePath }
  | { readonly kind: 'folder'; readonly mode: string; readonly name: WirePath }
  | { readonly kind: 'folder-end' }
  | { readonly kind: 'times'; readonly modified: number; readonly accessed: number }
  | { readonly kind: 'warning' | 'fatal'; readonly text: string };

/** Longest line: a name of 4 KiB and what stands before it. */
export const mostLineBytes = 4096 + 64;

/** Throws MalformedFileStream on what no sending side sends. Names are not judged here. */
export function parseScpLine(line: Buffer): ScpLine {
  const text = line.toString('latin1');
  switch (text[0]) {
    case 'C':
    case 'D': {
      const [, mode = '', size = '', name = ''] = /^[CD]([0-7]{1,5}) ([0-9]{1,15}) ([^]+)$/.exec(text) ?? [];
      if (name === '') break;
      return text[0] === 'C'
        ? { kind: 'file', mode, size: Number(size), name }
        : { kind: 'folder', mode, name };
    }
    case 'E':
      if (text === 'E') return { kind: 'folder-end' };
      break;
    case 'T': {
      const [, modified, accessed] = /^T([0-9]{1,15}) [0-9]{1,6} ([0-9]{1,15}) [0-9]{1,6}$/.exec(text) ?? [];
      if (modified === undefined || accessed === undefined) break;
      return { kind: 'times', modified: Number(modified), accessed: Number(accessed) };
    }
    case '\x01':
    case '\x02':
      return { kind: text[0] === '\x01' ? 'warning' : 'fatal', text: text.slice(1) };
  }
  throw new MalformedFileStream('a line that is no scp');
}

/**
 * Why a name is none, or null. A name that is a path has made clients and servers write outside of the folder they were
 * told to (CVE-2018-20685, CVE-2019-6111); a backslash is such a path on Windows.
 */
export function refuseScpName(name: WirePath): string | null {
  if (name === '.' || name === '..' || /[/\\]/.test(name)) return 'a name that is a path';
  return control.test(name) ? 'a name with control characters' : null;
}

/** The text of a message without what could act on a terminal. Bytes above ASCII stay. */
export function plainMessage(text: string): string {
  return text.slice(0, 500).replace(new RegExp(control, 'g'), '?');
}

const control = /[^\x20-\x7e\x80-\xff]/;
