import type { Surface } from '@gatehouse/desktop';
import { glyphHeight, glyphOf, glyphWidth } from './glyphs.js';

/** Draws one line of text; what does not fit on the surface is left out. @param scale whole pixels for one of the font's. */
export function drawLine(
  surface: Surface,
  line: string,
  at: { readonly x: number; readonly y: number },
  colour: number,
  scale = 1,
): void {
  [...line].forEach((character, place) => {
    const glyph = glyphOf(character);
    const left = at.x + place * glyphWidth * scale;
    for (let y = 0; y < glyphHeight * scale; y += 1) {
      const row = glyph[Math.floor(y / scale)] ?? 0;
      if (row === 0 || at.y + y >= surface.height) continue;
      for (let x = 0; x < glyphWidth * scale; x += 1)
        if (row & (0x80 >> Math.floor(x / scale)) && left + x < surface.width)
          surface.pixels[(at.y + y) * surface.width + left + x] = colour;
    }
  });
}
