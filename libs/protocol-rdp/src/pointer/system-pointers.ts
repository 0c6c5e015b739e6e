import type { CursorShape } from '@gatehouse/screen';

/** The hidden pointer (SYSPTR_NULL, MS-RDPBCGR section 2.2.9.1.1.4.3). */
export const hiddenPointer: CursorShape = { width: 0, height: 0, hotX: 0, hotY: 0, rgba: new Uint8Array(0) };

const arrow = [
  'B           ',
  'BB          ',
  'BWB         ',
  'BWWB        ',
  'BWWWB       ',
  'BWWWWB      ',
  'BWWWWWB     ',
  'BWWWWWWB    ',
  'BWWWWWWWB   ',
  'BWWWWWWWWB  ',
  'BWWWWWWWWWB ',
  'BWWWWWWBBBBB',
  'BWWWBWWB    ',
  'BWWBBWWB    ',
  'BWB  BWWB   ',
  'BB   BWWB   ',
  'B     BWWB  ',
  '      BWWB  ',
  '       BB   ',
];

/** What stands for the pointer of the client's own system (SYSPTR_DEFAULT): a white arrow with a black edge. */
export const defaultPointer: CursorShape = {
  ...{ width: 12, height: arrow.length, hotX: 0, hotY: 0 },
  rgba: Uint8Array.from(
    [...arrow.join('')].flatMap((ink) => {
      if (ink === ' ') return [0, 0, 0, 0];
      return ink === 'B' ? [0, 0, 0, 255] : [255, 255, 255, 255];
    }),
  ),
};
