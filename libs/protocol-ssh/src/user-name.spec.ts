import fc from 'fast-check';
import { parseUserName } from './user-name.js';

test.each([
  ['ana', { login: 'ana', handle: null }],
  ['ana+l2-edge', { login: 'ana', handle: 'l2-edge' }],
  ['ana.b_c-d+x', { login: 'ana.b_c-d', handle: 'x' }],
])('PS-13 %s reads as written', (text, read) => {
  expect(parseUserName(text)).toEqual(read);
});

test.each([
  '',
  '+',
  'ana+',
  '+l2',
  'ana+l2+x',
  'Ana',
  'ana l2',
  'ana:l2',
  'ana/l2',
  'аna',
  'ana+l2\0',
  'a'.repeat(255),
])('PS-13 %j is nobody', (text) => expect(parseUserName(text)).toBeNull());

test('PS-13 a name reads in one way only: what was read, written again, is the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      const read = parseUserName(text);
      if (read) expect(read.handle === null ? read.login : `${read.login}+${read.handle}`).toBe(text);
    }),
  );
});
