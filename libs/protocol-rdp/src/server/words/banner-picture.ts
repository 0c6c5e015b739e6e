import { Surface } from '@gatehouse/desktop';
import { drawLine } from './draw-words.js';
import { glyphHeight, glyphWidth } from './glyphs.js';
import { wrapWords } from './wrap-words.js';

const background = 0x00_c3_ff;
const edge = 0x00_70_a0;
const ink = 0x00_00_00;
const [padding, mostLines] = [6, 4];

/** A bar with words, as wide as the screen; each text begins a line of its own. */
export function bannerPicture(texts: readonly string[], width: number): Surface {
  const columns = Math.max(1, Math.floor((width - 2 * padding) / glyphWidth));
  const lines = texts.flatMap((text) => wrapWords(text, columns, mostLines));
  const surface = new Surface();
  surface.resize(width, lines.length * (glyphHeight + 2) + 2 * padding + 1);
  surface.pixels.fill(background);
  surface.pixels.fill(edge, (surface.height - 1) * width);
  lines.forEach((line, place) =>
    drawLine(surface, line, { x: padding, y: padding + place * (glyphHeight + 2) }, ink),
  );
  return surface;
}
