import { createHash } from 'node:crypto';

/** Values that come again with the same seed, so that a failure can be repeated. */
export class Drawn {
  private state: Buffer;
  private at = 0;

  constructor(seed: string) {
    this.state = createHash('sha256').update(seed).digest();
  }

  /** A whole number from 0, below this one, which is at most 2^32. */
  below(limit: number): number {
    if (this.at > 28) {
      this.state = createHash('sha256').update(this.state).digest();
      this.at = 0;
    }
    this.at += 4;
    return this.state.readUInt32BE(this.at - 4) % limit;
  }

  u8 = (): number => this.below(0x100);
  u16 = (): number => this.below(0x10000);
  u32 = (): number => this.below(0x100000000);
  flag = (): boolean => this.below(2) === 1;

  oneOf<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  bytes(count: number): Buffer {
    const bytes = Buffer.alloc(count);
    for (let at = 0; at < count; at += 1) bytes[at] = this.below(0x100);
    return bytes;
  }

  /** Up to this many characters that one byte each can hold, or more than one. */
  text(most: number, alphabet = 'abcXYZ019 .-äß'): string {
    return Array.from({ length: this.below(most + 1) }, () => this.oneOf([...alphabet])).join('');
  }

  /** From no element to this many. */
  list<T>(most: number, draw: (index: number) => T): T[] {
    return Array.from({ length: this.below(most + 1) }, (_, index) => draw(index));
  }
}
