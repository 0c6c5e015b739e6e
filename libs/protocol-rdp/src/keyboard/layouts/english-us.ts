import type { LayoutSource } from '../keyboard-layout.js';

export const englishUs: LayoutSource = {
  id: 0x0409,
  rows: [
    { code: 0x02, plain: '1234567890-=', shift: '!@#$%^&*()_+' },
    { code: 0x10, plain: 'qwertyuiop[]', shift: 'QWERTYUIOP{}' },
    { code: 0x1e, plain: "asdfghjkl;'`", shift: 'ASDFGHJKL:"~' },
    { code: 0x2b, plain: '\\zxcvbnm,./', shift: '|ZXCVBNM<>?' },
  ],
};
