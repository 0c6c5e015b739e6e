import type { CursorShape } from '@gatehouse/screen';

const rows = [
  'x           ',
  'xx          ',
  'x.x         ',
  'x..x        ',
  'x...x       ',
  'x....x      ',
  'x.....x     ',
  'x......x    ',
  'x.......x   ',
  'x........x  ',
  'x.....xxxxx ',
  'x..x..x     ',
  'x.x x..x    ',
  'xx  x..x    ',
  'x    x..x   ',
  '     x..x   ',
  '      xx    ',
];

/** The pointer where a machine gave it no shape: an arrow, black around white. */
export const plainArrow: CursorShape = {
  width: 12,
  height: rows.length,
  hotX: 0,
  hotY: 0,
  rgba: Uint8Array.from(
    rows.flatMap((row) =>
      Array.from(row, (dot) =>
        dot === ' ' ? [0, 0, 0, 0] : dot === 'x' ? [0, 0, 0, 255] : [255, 255, 255, 255],
      ).flat(),
    ),
  ),
};
