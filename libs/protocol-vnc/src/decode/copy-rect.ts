import { MalformedTarget } from '../wire/target-faults.js';
import type { RectDecoder } from './decoder.js';

/** RFC 6143 section 7.7.2. Source and destination may overlap. */
export const decodeCopyRect: RectDecoder = async (input, surface, area) => {
  const [fromX, fromY] = [await input.u16(), await input.u16()];
  if (!surface.holds({ ...area, x: fromX, y: fromY }))
    throw new MalformedTarget('the target copied from outside of its screen');
  const { pixels, width: line } = surface;
  const goesDown = fromY < area.y;
  for (let step = 0; step < area.height; step += 1) {
    const row = goesDown ? area.height - 1 - step : step;
    const from = (fromY + row) * line + fromX;
    pixels.copyWithin((area.y + row) * line + area.x, from, from + area.width);
  }
};
