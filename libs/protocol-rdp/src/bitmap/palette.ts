const colours = 256;

/** What 8 bits per pixel mean before the first palette: black and nothing else. */
export const noPalette: Uint32Array = new Uint32Array(colours);

/** The colours of a palette update as `Surface` has them. @param bytes 256 times red, green, blue. */
export function paletteColours(bytes: Uint8Array): Uint32Array {
  const palette = new Uint32Array(colours);
  for (let index = 0; index < colours; index += 1) {
    const at = index * 3;
    palette[index] = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  }
  return palette;
}
