import { contextTag, derTags } from './der-tags.js';

/** What is to be encoded: a tag, and octets or elements in it. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array | readonly DerElement[];
}

export function sequence(...elements: readonly DerElement[]): DerElement {
  return { tag: derTags.sequence, content: elements };
}

export function explicit(number: number, ...elements: readonly DerElement[]): DerElement {
  return { tag: contextTag(number), content: elements };
}

export function octetString(content: Uint8Array): DerElement {
  return { tag: derTags.octetString, content };
}

export function objectIdentifier(content: Uint8Array): DerElement {
  return { tag: derTags.objectIdentifier, content };
}

/** 0 to 127. */
export function smallNumber(value: number): DerElement {
  return { tag: derTags.integer, content: Buffer.of(value) };
}

/** X.690, definite lengths of the shortest form. Written in one piece: what is secret in it has no second copy. */
export function encodeDer(element: DerElement): Buffer {
  const bytes = Buffer.alloc(sizeOf(element));
  write(element, bytes, 0);
  return bytes;
}

function write({ tag, content }: DerElement, bytes: Buffer, at: number): number {
  const length = contentSizeOf(content);
  const octets = lengthOctets(length);
  bytes[at] = tag;
  if (octets === 0) bytes[at + 1] = length;
  else {
    bytes[at + 1] = 0x80 | octets;
    bytes.writeUIntBE(length, at + 2, octets);
  }
  let next = at + 2 + octets;
  if (content instanceof Uint8Array) {
    bytes.set(content, next);
    return next + content.length;
  }
  for (const inner of content) next = write(inner, bytes, next);
  return next;
}

function sizeOf({ content }: DerElement): number {
  const length = contentSizeOf(content);
  return 2 + lengthOctets(length) + length;
}

function contentSizeOf(content: DerElement['content']): number {
  return content instanceof Uint8Array
    ? content.length
    : content.reduce((sum, inner) => sum + sizeOf(inner), 0);
}

/** Those that follow the first. */
function lengthOctets(length: number): number {
  if (length < 0x80) return 0;
  if (length < 0x100) return 1;
  return length < 0x10000 ? 2 : 3;
}
