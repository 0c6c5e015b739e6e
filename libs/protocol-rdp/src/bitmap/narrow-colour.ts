/** Depths that pictures are sent with. */
export type SentDepth = 15 | 16 | 24 | 32;

/** By the eight bits of a channel: the nearest value of five and of six bits, once widened again as clients do it. */
const five = Uint8Array.from({ length: 256 }, (_, value) => Math.round((value * 31) / 255));
const six = Uint8Array.from({ length: 256 }, (_, value) => Math.round((value * 63) / 255));

/** A colour as `Surface` has it, as the number that goes on the wire at 15, 16 or 24 bits (little-endian, blue lowest). */
export function narrowColour(colour: number, depth: SentDepth): number {
  const [red, green, blue] = [colour & 0xff, (colour >>> 8) & 0xff, (colour >>> 16) & 0xff];
  if (depth === 16) return (five[red]! << 11) | (six[green]! << 5) | five[blue]!;
  if (depth === 15) return (five[red]! << 10) | (five[green]! << 5) | five[blue]!;
  return (red << 16) | (green << 8) | blue;
}
