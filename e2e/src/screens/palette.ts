const mostColours = 256;

export interface Palette {
  /** 0xRRGGBB each. */
  readonly colours: readonly number[];
  indexOf(colour: number): number;
}

/** The colours of a picture, or when there are too many, a median cut of them. */
export function paletteFor(rgb: Buffer): Palette {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const boxes = counts.size <= mostColours ? [...counts.keys()].map((colour) => [colour]) : cut(counts);
  const index = new Map<number, number>();
  const colours = boxes.map((box, position) => {
    for (const colour of box) index.set(colour, position);
    return mean(box, counts);
  });
  return { colours, indexOf: (colour) => index.get(colour) ?? 0 };
}

const shifts = [16, 8, 0] as const;

/** Splits the box with the widest channel, weighted by how much of the picture it covers, at its median. */
function cut(counts: ReadonlyMap<number, number>): number[][] {
  const boxes = [measure([...counts.keys()], counts)];
  while (boxes.length < mostColours) {
    const largest = boxes.reduce((best, box) => (box.weight > best.weight ? box : best));
    if (largest.width === 0) break;
    boxes.splice(boxes.indexOf(largest), 1, ...halves(largest, counts).map((half) => measure(half, counts)));
  }
  return boxes.map((box) => box.colours);
}

interface Box {
  readonly colours: number[];
  readonly shift: number;
  readonly width: number;
  readonly weight: number;
}

function measure(colours: number[], counts: ReadonlyMap<number, number>): Box {
  let best = { shift: 0, width: -1 };
  for (const shift of shifts) {
    let least = 255;
    let most = 0;
    for (const colour of colours) {
      const value = (colour >> shift) & 255;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (most - least > best.width) best = { shift, width: most - least };
  }
  const pixels = colours.reduce((sum, colour) => sum + (counts.get(colour) ?? 0), 0);
  return { colours, ...best, weight: best.width * Math.sqrt(pixels) };
}

function halves(box: Box, counts: ReadonlyMap<number, number>): number[][] {
  const sorted = [...box.colours].sort((a, b) => ((a >> box.shift) & 255) - ((b >> box.shift) & 255));
  const half = sorted.reduce((sum, colour) => sum + (counts.get(colour) ?? 0), 0) / 2;
  let seen = 0;
  let middle = 0;
  while (middle < sorted.length - 1 && seen < half) {
    seen += counts.get(sorted[middle] ?? 0) ?? 0;
    middle += 1;
  }
  return [sorted.slice(0, Math.max(1, middle)), sorted.slice(Math.max(1, middle))];
}

function mean(box: readonly number[], counts: ReadonlyMap<number, number>): number {
  let total = 0;
  const sums = [0, 0, 0];
  for (const colour of box) {
    const count = counts.get(colour) ?? 1;
    total += count;
    shifts.forEach(
      (shift, channel) => (sums[channel] = (sums[channel] ?? 0) + ((colour >> shift) & 255) * count),
    );
  }
  return sums.reduce((colour, sum) => (colour << 8) | Math.round(sum / total), 0);
}
