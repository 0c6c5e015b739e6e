import { MalformedTarget } from '../wire/target-faults.js';
import { colourAt, fillArea, within } from './paint.js';
import type { RectDecoder } from './decoder.js';

/** RFC 6143 section 7.7.3. */
export const decodeRre: RectDecoder = rreDecoder(12, (bytes) => [
  bytes.readUInt16BE(4),
  bytes.readUInt16BE(6),
  bytes.readUInt16BE(8),
  bytes.readUInt16BE(10),
]);

/** The same with places and sizes of one byte; rfbproto section "CoRRE Encoding". */
export const decodeCoRre: RectDecoder = rreDecoder(8, (bytes) => [
  bytes[4] ?? 0,
  bytes[5] ?? 0,
  bytes[6] ?? 0,
  bytes[7] ?? 0,
]);

/**
 * A background and rectangles upon it. Those of an encoder lie side by side: more area than the whole could only cost
 * time, of which twelve bytes would buy a whole screen's worth.
 */
function rreDecoder(
  itemBytes: number,
  placeOf: (bytes: Buffer) => [x: number, y: number, width: number, height: number],
): RectDecoder {
  return async (input, surface, area) => {
    const count = await input.u32();
    let left = area.width * area.height;
    if (count > left) throw new MalformedTarget('the target painted more parts than a rectangle has pixels');
    fillArea(surface, area, colourAt(await input.take(4), 0));
    for (let item = 0; item < count; item += 1) {
      const bytes = input.now(itemBytes) ?? (await input.take(itemBytes));
      const part = within(area, ...placeOf(bytes));
      left -= part.width * part.height;
      if (left < 0) throw new MalformedTarget('the target painted a rectangle more than once');
      fillArea(surface, part, colourAt(bytes, 0));
    }
  };
}
