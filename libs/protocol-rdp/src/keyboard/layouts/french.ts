import type { LayoutSource } from '../keyboard-layout.js';

export const french: LayoutSource = {
  id: 0x040c,
  rows: [
    { code: 0x02, plain: '&é"\'(-è_çà)=', shift: '1234567890°+', altGr: '  #{[| \\^@]}' },
    { code: 0x10, plain: 'azertyuiop $', shift: 'AZERTYUIOP £', altGr: '  €        ¤' },
    { code: 0x1e, plain: 'qsdfghjklmù²', shift: 'QSDFGHJKLM%' },
    { code: 0x2b, plain: '*wxcvbn,;:!', shift: 'µWXCVBN?./§' },
    { code: 0x56, plain: '<', shift: '>' },
  ],
  dead: [
    ['^', 0x1a, 0],
    ['¨', 0x1a, 1],
  ],
  onWindows: {
    dead: [
      ['~', 0x03, 2],
      ['`', 0x08, 2],
    ],
  },
};
