import type { LayoutSource } from '../keyboard-layout.js';

export const spanish: LayoutSource = {
  id: 0x040a,
  rows: [
    { code: 0x02, plain: "1234567890'¡", shift: '!"·$%&/()=?¿', altGr: '|@#  ¬' },
    { code: 0x10, plain: 'qwertyuiop +', shift: 'QWERTYUIOP *', altGr: '  €       []' },
    { code: 0x1e, plain: 'asdfghjklñ º', shift: 'ASDFGHJKLÑ ª', altGr: '          {\\' },
    { code: 0x2b, plain: 'çzxcvbnm,.-', shift: 'ÇZXCVBNM;:_', altGr: '}' },
    { code: 0x56, plain: '<', shift: '>' },
  ],
  dead: [
    ['`', 0x1a, 0],
    ['^', 0x1a, 1],
    ['´', 0x28, 0],
    ['¨', 0x28, 1],
  ],
  onWindows: { dead: [['~', 0x05, 2]] },
};
