import { inflateRawSync } from 'node:zlib';
import { letterData } from './letter-data.js';

export type LetterSize = keyof typeof letterData;

/** Pictures of letters: how dark each pixel is, 0 to 255, row after row. */
export interface Letter {
  readonly width: number;
  readonly ink: Uint8Array;
}

export interface LetterSet {
  /** Of every letter, in pixels. */
  readonly height: number;
  /** A question mark for what there is no picture of. */
  letter(character: string): Letter;
}

export const letters: Readonly<Record<LetterSize, LetterSet>> = {
  small: unpack('small'),
  large: unpack('large'),
};

function unpack(size: LetterSize): LetterSet {
  const { height, widths, ink } = letterData[size];
  const dark = inflateRawSync(Buffer.from(ink, 'base64'));
  let at = 0;
  const drawn = [...Buffer.from(widths, 'base64')].map((width): Letter => {
    at += width * height;
    return { width, ink: dark.subarray(at - width * height, at) };
  });
  const letter = (character: string): Letter => {
    const found = drawn[placeOf(character.charCodeAt(0))] ?? drawn[placeOf(0x3f)];
    if (!found) throw new Error('there are no letters');
    return found;
  };
  return { height, letter };
}

/** 0x20 to 0x7e come first, then 0xa1 to 0xff. */
function placeOf(code: number): number {
  if (code >= 0x20 && code <= 0x7e) return code - 0x20;
  return code >= 0xa1 && code <= 0xff ? code - 0xa1 + 0x5f : -1;
}
