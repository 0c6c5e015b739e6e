import type { LayoutSource } from '../keyboard-layout.js';

export const swissGerman: LayoutSource = {
  id: 0x0807,
  rows: [
    { code: 0x02, plain: "1234567890'", shift: '+"*ç%&/()=?', altGr: ' @#  ¬ ¢' },
    { code: 0x10, plain: 'qwertzuiopü ', shift: 'QWERTZUIOPè!', altGr: '  €       []' },
    { code: 0x1e, plain: 'asdfghjklöä§', shift: 'ASDFGHJKLéà°', altGr: '          {' },
    { code: 0x2b, plain: '$yxcvbnm,.-', shift: '£YXCVBNM;:_', altGr: '}' },
    { code: 0x56, plain: '<', shift: '>', altGr: '\\' },
  ],
  dead: [
    ['´', 0x0c, 2],
    ['^', 0x0d, 0],
    ['`', 0x0d, 1],
    ['~', 0x0d, 2],
    ['¨', 0x1b, 0],
  ],
  // What stands printed on 7 is on 1 there, and the other way round.
  onWindows: { rows: [{ code: 0x02, altGr: '¦  °§ |' }] },
  raised: 'üèöéäà',
};
