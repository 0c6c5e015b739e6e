/**
 * Follows a terminal's output just far enough to know whether it stands between two characters or sequences:
 * only there does a serialised screen say everything.
 */
export class EscapeState {
  private state: 'ground' | 'escape' | 'csi' | 'string' | 'string-escape' = 'ground';
  /** Bytes of a UTF-8 character that are still to come. */
  private pending = 0;
  private lead = 0;

  get atRest(): boolean {
    return this.state === 'ground' && this.pending === 0;
  }

  feed(bytes: Buffer): void {
    for (const byte of bytes) this.step(byte);
  }

  private step(byte: number): void {
    if (byte === 0x18 || byte === 0x1a) this.reset('ground');
    else if (byte === 0x1b) this.reset(this.state === 'string' ? 'string-escape' : 'escape');
    else if (this.state === 'ground') this.character(byte);
    else if (this.state === 'string') this.inString(byte);
    else if (this.state === 'csi') this.state = byte >= 0x40 && byte <= 0x7e ? 'ground' : 'csi';
    else this.afterEscape(byte);
  }

  private reset(state: 'ground' | 'escape' | 'string-escape'): void {
    this.state = state;
    this.pending = 0;
  }

  private character(byte: number): void {
    if (byte < 0x80) this.pending = 0;
    else if (byte >= 0xc2) {
      this.lead = byte;
      this.pending = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    } else if (this.pending > 0) {
      this.pending--;
      // C1 controls as UTF-8: U+009B is CSI; U+0090, 98, 9D, 9E and 9F begin strings.
      if (this.lead === 0xc2 && byte === 0x9b) this.state = 'csi';
      else if (this.lead === 0xc2 && stringStarts.has(byte)) this.state = 'string';
    }
  }

  private inString(byte: number): void {
    if (byte === 0x07 || byte === 0x9c) this.state = 'ground';
  }

  private afterEscape(byte: number): void {
    if (byte === 0x5b) this.state = 'csi';
    else if (byte === 0x50 || byte === 0x58 || byte === 0x5d || byte === 0x5e || byte === 0x5f)
      this.state = 'string';
    // 0x20 to 0x2f are intermediates: the sequence goes on.
    else if (byte < 0x20 || byte > 0x2f) this.state = 'ground';
    else this.state = 'escape';
  }
}

const stringStarts = new Set([0x90, 0x98, 0x9d, 0x9e, 0x9f]);
