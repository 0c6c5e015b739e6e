import type { Area, Surface } from '@gatehouse/desktop';
import type { WireInput } from '../wire/wire-input.js';
import { colourAt, fillArea, paintPixels, within } from './paint.js';
import type { RectDecoder } from './decoder.js';

const edge = 16;
const isRaw = 1;
const hasBackground = 2;
const hasForeground = 4;
const hasParts = 8;
const hasColours = 16;

/** RFC 6143 section 7.7.4. Both colours hold from tile to tile, and not beyond the rectangle. */
export const decodeHextile: RectDecoder = async (input, surface, area) => {
  const colours = { background: 0, foreground: 0 };
  for (let y = 0; y < area.height; y += edge)
    for (let x = 0; x < area.width; x += edge) {
      const tile = {
        x: area.x + x,
        y: area.y + y,
        width: Math.min(edge, area.width - x),
        height: Math.min(edge, area.height - y),
      };
      await decodeTile(input, surface, tile, colours);
    }
};

async function decodeTile(
  input: WireInput,
  surface: Surface,
  tile: Area,
  colours: { background: number; foreground: number },
): Promise<void> {
  const mask = (input.now(1) ?? (await input.take(1)))[0]!;
  if (mask & isRaw) {
    const length = tile.width * tile.height * 4;
    paintPixels(surface, tile, input.now(length) ?? (await input.take(length)), 4);
    return;
  }
  if (mask & hasBackground) colours.background = colourAt(input.now(4) ?? (await input.take(4)), 0);
  if (mask & hasForeground) colours.foreground = colourAt(input.now(4) ?? (await input.take(4)), 0);
  fillArea(surface, tile, colours.background);
  if (!(mask & hasParts)) return;
  const count = (input.now(1) ?? (await input.take(1)))[0]!;
  const partBytes = mask & hasColours ? 6 : 2;
  const parts = input.now(count * partBytes) ?? (await input.take(count * partBytes));
  for (let at = 0; at < parts.length; at += partBytes) {
    const place = parts[at + partBytes - 2]!;
    const size = parts[at + partBytes - 1]!;
    const part = within(tile, place >> 4, place & 15, (size >> 4) + 1, (size & 15) + 1);
    fillArea(surface, part, mask & hasColours ? colourAt(parts, at) : colours.foreground);
  }
}
