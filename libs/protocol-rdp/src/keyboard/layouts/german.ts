import type { LayoutSource } from '../keyboard-layout.js';

export const german: LayoutSource = {
  id: 0x0407,
  rows: [
    { code: 0x02, plain: '1234567890ß', shift: '!"§$%&/()=?', altGr: ' ²³   {[]}\\' },
    { code: 0x10, plain: 'qwertzuiopü+', shift: 'QWERTZUIOPÜ*', altGr: '@ €        ~' },
    { code: 0x1e, plain: 'asdfghjklöä ', shift: 'ASDFGHJKLÖÄ°' },
    { code: 0x2b, plain: '#yxcvbnm,.-', shift: "'YXCVBNM;:_", altGr: '       µ' },
    { code: 0x56, plain: '<', shift: '>', altGr: '|' },
  ],
  dead: [
    ['^', 0x29, 0],
    ['´', 0x0d, 0],
    ['`', 0x0d, 1],
  ],
  onWindows: { rows: [{ code: 0x0c, shiftAltGr: 'ẞ' }] },
  padDecimal: ',',
};
