/** What a key press asks for: text to show, a finished line, or one of the keys a console acts on. */
export type LineEvent =
  { kind: 'show'; text: string } | { kind: 'line'; line: string } | { kind: 'interrupt' } | { kind: 'end' };

const longestLine = 500;

/**
 * The line discipline of a small console: echo, backspace, history by arrows, Ctrl-C, Ctrl-D, Ctrl-U, Ctrl-L.
 * With `echo` off (a password) nothing typed is shown.
 */
export class LineEditor {
  private line = '';
  private readonly history: string[] = [];
  private historyAt = 0;
  private escape = '';
  echo = true;

  /** Lazy: what an event changes (`echo`) holds for the very next character, as when it is typed by hand. */
  *feed(input: string): Generator<LineEvent> {
    for (const character of input) {
      const event =
        this.escape || character === '\x1b' ? this.feedEscape(character) : this.feedPlain(character);
      if (event) yield event;
    }
  }

  private feedPlain(character: string): LineEvent | null {
    switch (character) {
      case '\r':
      case '\n':
        return this.finish();
      case '\x7f':
      case '\b':
        if (!this.line) return null;
        this.line = [...this.line].slice(0, -1).join('');
        return this.show('\b \b');
      case '\x03':
        this.line = '';
        return { kind: 'interrupt' };
      case '\x04':
        return this.line ? null : { kind: 'end' };
      case '\x15':
        return this.replace('');
      case '\x0c':
        return { kind: 'show', text: '\x1b[2J\x1b[H' };
      default:
        if (character < ' ' || this.line.length >= longestLine) return null;
        this.line += character;
        return this.show(character);
    }
  }

  private feedEscape(character: string): LineEvent | null {
    this.escape += character;
    if (this.escape === '\x1b' || this.escape === '\x1b[' || this.escape === '\x1bO') return null;
    const key = this.escape;
    if (key.length < 12 && isUnfinished(key)) return null;
    this.escape = '';
    if (key === '\x1b[A' || key === '\x1bOA') return this.recall(-1);
    if (key === '\x1b[B' || key === '\x1bOB') return this.recall(1);
    return null;
  }

  private recall(step: number): LineEvent | null {
    const next = this.historyAt + step;
    if (!this.echo || next < 0 || next > this.history.length) return null;
    this.historyAt = next;
    return this.replace(this.history[next] ?? '');
  }

  private replace(text: string): LineEvent | null {
    const back = [...this.line].length;
    this.line = text;
    return this.show('\b'.repeat(back) + '\x1b[K' + text);
  }

  private finish(): LineEvent {
    const line = this.line;
    this.line = '';
    if (this.echo && line.trim()) this.history.push(line);
    if (this.history.length > 100) this.history.shift();
    this.historyAt = this.history.length;
    return { kind: 'line', line };
  }

  private show(text: string): LineEvent | null {
    return this.echo ? { kind: 'show', text } : null;
  }
}

/** A control sequence so far: introducer, then only digits and semicolons. */
function isUnfinished(key: string): boolean {
  return key.startsWith('\x1b[') && [...key.slice(2)].every((character) => '0123456789;'.includes(character));
}
