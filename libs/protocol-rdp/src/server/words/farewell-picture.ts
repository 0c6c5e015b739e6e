import { Surface } from '@gatehouse/desktop';
import { drawLine } from './draw-words.js';
import { glyphHeight, glyphWidth } from './glyphs.js';
import { wrapWords } from './wrap-words.js';

const background = 0x2b_22_1c;
const bright = 0xff_ff_ff;
const plain = 0xd8_d0_ca;
const [narrowest, widest, lowest, highest] = [320, 1024, 240, 768];

/** A screen with nothing on it but why there is no other: the code and the sentence. Never larger than 1024 x 768. */
export function farewellPicture(
  wish: { readonly width: number; readonly height: number },
  { code, text }: { readonly code: string; readonly text: string },
): Surface {
  const surface = new Surface();
  surface.resize(
    Math.min(widest, Math.max(narrowest, wish.width)),
    Math.min(highest, Math.max(lowest, wish.height)),
  );
  surface.pixels.fill(background);
  const margin = 40;
  const scale = surface.width >= 640 ? 2 : 1;
  const columns = Math.floor((surface.width - 2 * margin) / (glyphWidth * scale));
  const lineHeight = (glyphHeight + 4) * scale;
  const mostLines = Math.max(1, Math.floor((surface.height - 2 * margin) / lineHeight) - 6);
  const lines = wrapWords(sentence(text), columns, mostLines);
  let y = Math.max(margin, Math.floor((surface.height - (lines.length + 5) * lineHeight) / 2));
  const put = (line: string, colour: number): void => {
    drawLine(surface, line, { x: margin, y }, colour, scale);
    y += lineHeight;
  };
  put('Gatehouse', plain);
  put('', plain);
  put(code, bright);
  for (const line of lines) put(line, bright);
  put('', plain);
  put('Press a key or click to close this.', plain);
  return surface;
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
