/** One part of the screen in colours with red in the lowest byte. */
export type DrawTile = (
  x: number,
  y: number,
  width: number,
  height: number,
  colours: readonly number[],
) => void;

/**
 * The tiles of one unpacked ZRLE rectangle (RFC 6143 section 7.7.6), for pixels of three bytes, red first. Throws where the
 * data is of another length.
 */
export function drawZrle(
  data: Buffer,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  draw: DrawTile,
): void {
  const right = area.x + area.width;
  const bottom = area.y + area.height;
  let at = 0;
  const colour = (): number => {
    const pixel = data.readUIntLE(at, 3);
    at += 3;
    return pixel;
  };
  const runLength = (): number => {
    let length = 1;
    for (; data[at] === 255; at += 1) length += 255;
    length += data[at] ?? 0;
    at += 1;
    return length;
  };
  const tile = (width: number, height: number): number[] => {
    const kind = data.readUInt8(at);
    at += 1;
    const count = width * height;
    if (kind === 0) return Array.from({ length: count }, colour);
    if (kind === 1) return new Array<number>(count).fill(colour());
    const palette = Array.from({ length: kind & 0x7f }, colour);
    const colours: number[] = [];
    if (kind < 128) {
      const bits = kind === 2 ? 1 : kind <= 4 ? 2 : 4;
      const rowBytes = Math.ceil((width * bits) / 8);
      for (let row = 0; row < height; row += 1, at += rowBytes)
        for (let column = 0; column < width; column += 1) {
          const bit = column * bits;
          const index = (data.readUInt8(at + (bit >> 3)) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
          colours.push(palette[index] ?? 0);
        }
      return colours;
    }
    while (colours.length < count) {
      let pixel: number;
      let length: number;
      if (kind === 128) {
        pixel = colour();
        length = runLength();
      } else {
        const index = data.readUInt8(at);
        at += 1;
        pixel = palette[index & 0x7f] ?? 0;
        length = index & 0x80 ? runLength() : 1;
      }
      for (; length > 0; length -= 1) colours.push(pixel);
    }
    return colours;
  };
  for (let y = area.y; y < bottom; y += 64)
    for (let x = area.x; x < right; x += 64) {
      const [width, height] = [Math.min(64, right - x), Math.min(64, bottom - y)];
      draw(x, y, width, height, tile(width, height));
    }
  if (at !== data.length) throw new Error('a ZRLE rectangle is of another length');
}
