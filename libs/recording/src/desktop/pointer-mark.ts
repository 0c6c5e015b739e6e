import type { CursorShape } from '@gatehouse/screen';

const rows = [
  '#           ',
  '##          ',
  '#.#         ',
  '#..#        ',
  '#...#       ',
  '#....#      ',
  '#.....#     ',
  '#......#    ',
  '#.......#   ',
  '#........#  ',
  '#.....##### ',
  '#..#..#     ',
  '#.# #..#    ',
  '##  #..#    ',
  '#    #..#   ',
  '     #..#   ',
  '      ##    ',
];
const white = [255, 255, 255, 255];
const black = [0, 0, 0, 255];
const clear = [0, 0, 0, 0];

/** Stands for the pointer where the machine has none of its own: what was pointed at is to be seen all the same. */
export const pointerMark: CursorShape = {
  width: 12,
  height: rows.length,
  hotX: 0,
  hotY: 0,
  rgba: Uint8Array.from(
    rows.flatMap((row) => [...row].flatMap((sign) => (sign === '#' ? black : sign === '.' ? white : clear))),
  ),
};
