import type { TerminalModes, TerminalOpening, TerminalSize } from '@gatehouse/session/plugin';
import { bounded } from './relay-resizes.js';

/** What the requests in front of a shell or exec have gathered (RFC 4254 section 6.2 to 6.4). */
export class TerminalRequest {
  private pty: TerminalOpening['pty'] = null;
  private readonly environment: Record<string, string> = {};

  askPty(info: { term?: string; cols: number; rows: number; modes?: object }): void {
    this.pty = {
      term: /^[A-Za-z0-9._+-]{1,64}$/.test(info.term ?? '') ? (info.term as string) : 'xterm',
      columns: bounded(info.cols || 80, 500),
      rows: bounded(info.rows || 24, 300),
      modes: modesOf(info.modes),
    };
  }

  resize(size: TerminalSize): void {
    if (this.pty)
      this.pty = { ...this.pty, columns: bounded(size.columns, 500), rows: bounded(size.rows, 300) };
  }

  /** PS-12: language settings pass, and nothing else does; LD_PRELOAD and PATH are how a variable becomes code. */
  setVariable(name: string, value: string): void {
    if (!/^(LANG|LC_[A-Z]{1,20})$/.test(name) || !/^[A-Za-z0-9._@:-]{0,64}$/.test(value)) return;
    if (Object.keys(this.environment).length < 20) this.environment[name] = value;
  }

  opening(right: TerminalOpening['right'], command: string | null): TerminalOpening {
    return { right, command, pty: this.pty, environment: { ...this.environment } };
  }
}

function modesOf(modes: object | undefined): TerminalModes {
  const known = Object.entries(modes ?? {}).filter(
    (entry): entry is [string, number] => /^[A-Z0-9_]{1,16}$/.test(entry[0]) && typeof entry[1] === 'number',
  );
  return Object.fromEntries(known.slice(0, 80));
}
