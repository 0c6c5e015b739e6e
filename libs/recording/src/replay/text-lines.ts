/** A line of a terminal as a reader saw it, with the time of its last change. */
export interface TextLine {
  atMs: number;
  text: string;
}

const longestLine = 4096;

/**
 * Turns terminal output into lines of plain text: escape sequences are taken out, and what overwrites a part of the
 * line (carriage return, backspace, erase, cursor left and right) overwrites it here. A move to another line begins
 * a new one, so a full-screen program gives its pieces in the order they were drawn.
 */
export class TextLines {
  private readonly decoder = new TextDecoder('utf-8');
  private state: 'text' | 'escape' | 'intermediate' | 'csi' | 'string' = 'text';
  private parameters = '';
  private line: string[] = [];
  private column = 0;
  private changedMs = 0;
  private done: TextLine[] = [];

  /** Lines that were finished by these bytes. */
  feed(bytes: Buffer, atMs: number): TextLine[] {
    for (const character of this.decoder.decode(bytes, { stream: true })) this.step(character, atMs);
    return this.take();
  }

  /** The line that was not finished, at the end. */
  end(): TextLine[] {
    this.finish();
    return this.take();
  }

  private take(): TextLine[] {
    const done = this.done;
    this.done = [];
    return done;
  }

  private step(character: string, atMs: number): void {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x1b) this.state = 'escape';
    else if (this.state === 'text') this.inText(character, code, atMs);
    else if (this.state === 'csi') this.inSequence(character, code);
    else if (this.state === 'string') {
      if (code === 0x07 || code === 0x9c || code === 0x18 || code === 0x1a) this.state = 'text';
    } else if (this.state === 'escape' && character === '[') {
      this.state = 'csi';
      this.parameters = '';
    } else if (this.state === 'escape' && ']PX^_'.includes(character)) this.state = 'string';
    else if (code >= 0x20 && code <= 0x2f) this.state = 'intermediate';
    else {
      this.state = 'text';
      if (this.parameters === '' && 'DEM'.includes(character)) this.finish();
    }
  }

  private inText(character: string, code: number, atMs: number): void {
    if (character === '\n' || code === 0x0b || code === 0x0c) this.finish();
    else if (character === '\r') this.column = 0;
    else if (character === '\b') this.column = Math.max(0, this.column - 1);
    else if (character === '\t') this.moveTo(this.column + 8 - (this.column % 8));
    else if (code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code < 0xa0)) this.put(character, atMs);
  }

  private put(character: string, atMs: number): void {
    if (this.column >= longestLine) this.finish();
    while (this.line.length < this.column) this.line.push(' ');
    this.line[this.column++] = character;
    this.changedMs = atMs;
  }

  private inSequence(character: string, code: number): void {
    if (code < 0x40 || code > 0x7e) {
      if (this.parameters.length < 64) this.parameters += character;
      return;
    }
    this.state = 'text';
    const count = Math.max(1, Number.parseInt(this.parameters, 10) || 1);
    if (character === 'C') this.moveTo(this.column + count);
    else if (character === 'D') this.column = Math.max(0, this.column - count);
    else if (character === 'G') this.moveTo(count - 1);
    else if (character === 'K' && (this.parameters === '' || this.parameters === '0'))
      this.line.length = Math.min(this.line.length, this.column);
    else if (character === 'P') this.line.splice(this.column, count);
    else if ('ABEFHfdJ'.includes(character)) this.finish();
  }

  private moveTo(column: number): void {
    this.column = Math.min(longestLine, column);
  }

  private finish(): void {
    const text = this.line.join('').trimEnd();
    if (text !== '') this.done.push({ atMs: this.changedMs, text });
    this.line = [];
    this.column = 0;
  }
}
