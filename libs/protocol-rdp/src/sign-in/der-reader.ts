import { contextTag, derTags } from './der-tags.js';
import { MalformedToken } from './malformed-token.js';

/** No more than three octets of length: nothing that is signed in with is larger than 16 MiB. */
const mostLengthOctets = 4;

/** Where an element's content begins and ends, counted from the beginning of its tag. */
export interface DerSpan {
  readonly contentAt: number;
  readonly end: number;
}

/**
 * How large the element is that begins at `at`, from its first octets; null as long as they are not all there. Nothing is
 * said about whether its content is. Lengths are definite; one written longer than it must be is read, as Windows writes some
 * (nothing is ever compared in a form that we would have encoded anew). @throws MalformedToken.
 */
export function derSpan(bytes: Uint8Array, at = 0): DerSpan | null {
  const first = bytes[at + 1];
  if (first === undefined) return null;
  if (first < 0x80) return { contentAt: at + 2, end: at + 2 + first };
  const octets = first & 0x7f;
  if (octets === 0) throw new MalformedToken('a length is not definite');
  if (octets > mostLengthOctets) throw new MalformedToken('a length has too many octets');
  let length = 0;
  for (let index = 0; index < octets; index += 1) {
    const octet = bytes[at + 2 + index];
    if (octet === undefined) return null;
    length = length * 256 + octet;
  }
  if (length > 0xffffff) throw new MalformedToken('an element is too large');
  const contentAt = at + 2 + octets;
  return { contentAt, end: contentAt + length };
}

/** Reads elements of X.690 one after the other, each of which must be the one asked for. What it gives are views. */
export class DerReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  /** Tag of the next element; null at the end. */
  get nextTag(): number | null {
    return this.bytes[this.at] ?? null;
  }

  /** The content of the next element, which must have this tag. @throws MalformedToken. */
  take(tag: number): Buffer {
    const whole = this.takeWhole(tag);
    return whole.subarray(derSpan(whole)?.contentAt);
  }

  /** The same with tag and length. @throws MalformedToken. */
  takeWhole(tag: number): Buffer {
    if (this.nextTag !== tag) throw new MalformedToken('another element was expected');
    const span = derSpan(this.bytes, this.at);
    if (!span || span.end > this.bytes.length) throw new MalformedToken('an element is cut off');
    const whole = this.bytes.subarray(this.at, span.end);
    this.at = span.end;
    return whole;
  }

  /** Null when the next element is another or there is none. @throws MalformedToken. */
  optional(tag: number): Buffer | null {
    return this.nextTag === tag ? this.take(tag) : null;
  }

  /** Passes over the next element, whatever it is. @throws MalformedToken. */
  skip(): void {
    const { nextTag } = this;
    if (nextTag === null || (nextTag & 0x1f) === 0x1f) throw new MalformedToken('an element is cut off');
    this.take(nextTag);
  }

  enter(tag: number): DerReader {
    return new DerReader(this.take(tag));
  }

  sequence(): DerReader {
    return this.enter(derTags.sequence);
  }

  /** The content of the one element of type `tag` within `[number]`; null when the next element is not that. @throws MalformedToken. */
  optionalExplicit(number: number, tag: number): Buffer | null {
    const wrapped = this.optional(contextTag(number));
    return wrapped && onlyElement(wrapped, tag);
  }

  /** The same where it must not be missing. @throws MalformedToken. */
  explicit(number: number, tag: number): Buffer {
    return onlyElement(this.take(contextTag(number)), tag);
  }

  /** @throws MalformedToken when anything is left. */
  end(): void {
    if (!this.isAtEnd) throw new MalformedToken('more follows where nothing may');
  }
}

function onlyElement(bytes: Buffer, tag: number): Buffer {
  const reader = new DerReader(bytes);
  const content = reader.take(tag);
  reader.end();
  return content;
}

/** An INTEGER that is not negative and below 2^31. @throws MalformedToken. */
export function smallInteger(content: Buffer): number {
  if (content.length === 0 || content.length > 4) throw new MalformedToken('a number has a wrong length');
  const value = content.readIntBE(0, content.length);
  if (value < 0) throw new MalformedToken('a number is negative');
  return value;
}
