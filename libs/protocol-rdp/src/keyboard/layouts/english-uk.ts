import type { LayoutSource } from '../keyboard-layout.js';

export const englishUk: LayoutSource = {
  id: 0x0809,
  rows: [
    { code: 0x02, plain: '1234567890-=', shift: '!"£$%^&*()_+', altGr: '   €' },
    { code: 0x10, plain: 'qwertyuiop[]', shift: 'QWERTYUIOP{}' },
    { code: 0x1e, plain: "asdfghjkl;'`", shift: 'ASDFGHJKL:@¬' },
    { code: 0x2b, plain: '#zxcvbnm,./', shift: '~ZXCVBNM<>?' },
    { code: 0x56, plain: '\\', shift: '|' },
  ],
  onWindows: {
    rows: [
      { code: 0x10, altGr: '  é   úíó', shiftAltGr: '  É   ÚÍÓ' },
      { code: 0x1e, altGr: 'á          ¦', shiftAltGr: 'Á' },
    ],
  },
};
