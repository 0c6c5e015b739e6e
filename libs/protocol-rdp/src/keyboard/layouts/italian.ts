import type { LayoutSource } from '../keyboard-layout.js';

export const italian: LayoutSource = {
  id: 0x0410,
  rows: [
    { code: 0x02, plain: "1234567890'ì", shift: '!"£$%&/()=?^' },
    {
      code: 0x10,
      plain: 'qwertyuiopè+',
      shift: 'QWERTYUIOPé*',
      altGr: '  €       []',
      shiftAltGr: '          {}',
    },
    { code: 0x1e, plain: 'asdfghjklòà\\', shift: 'ASDFGHJKLç°|', altGr: '         @#' },
    { code: 0x2b, plain: 'ùzxcvbnm,.-', shift: '§ZXCVBNM;:_' },
    { code: 0x56, plain: '<', shift: '>' },
  ],
};
