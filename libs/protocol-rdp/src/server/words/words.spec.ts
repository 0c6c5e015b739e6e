import { bannerPicture } from './banner-picture.js';
import { farewellPicture } from './farewell-picture.js';
import { glyphHeight, glyphOf } from './glyphs.js';
import { wrapWords } from './wrap-words.js';

test('lines break between words, long words inside, and what is too much ends in an ellipsis', () => {
  expect(wrapWords('Call the  control room', 8, 9)).toEqual(['Call the', 'control', 'room']);
  expect(wrapWords('a abcdefghijk b', 5, 9)).toEqual(['a', 'abcde', 'fghij', 'k b']);
  expect(wrapWords('one two three four', 9, 2)).toEqual(['one two', 'three ...']);
  expect(wrapWords('', 5, 2)).toEqual([]);
});

test('letters have shapes of their own, and what the font lacks is a question mark', () => {
  const shapes = [...'AÄß0~ÿ'].map((letter) => glyphOf(letter).join());
  expect(new Set(shapes).size).toBe(6);
  expect(glyphOf('A').length).toBe(glyphHeight);
  for (const strange of ['€', '\u{1f600}', '\u0007']) expect(glyphOf(strange)).toEqual(glyphOf('?'));
});

test('pictures fit the screen, however long the words and small the screen', () => {
  const long = 'word '.repeat(2_000);
  expect(bannerPicture([long, long], 100)).toMatchObject({ width: 100 });
  expect(bannerPicture([long], 100).height).toBeLessThan(100);
  for (const size of [
    { width: 200, height: 200 },
    { width: 4096, height: 2304 },
  ]) {
    const picture = farewellPicture(size, { code: 'GH-TICKET', text: long });
    expect(picture.width * picture.height).toBeLessThanOrEqual(1024 * 768);
  }
});
