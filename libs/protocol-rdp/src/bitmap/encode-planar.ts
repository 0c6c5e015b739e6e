/** The first byte of the stream (MS-RDPEGDI section 2.2.2.5.1). */
const isRunLength = 0x10;
const hasNoAlpha = 0x20;
const opaque = 0xff;

/** Widest bitmap and most pixels that one encoder takes. */
const mostPixels = 64 * 64;
/** A plane takes most where nothing repeats: a byte more for each 15 of a line. */
const mostPlaneBytes = mostPixels * 2;
const longestRaw = 15;
const longestShortRun = 15;
const longestRun = 47;

/** By the difference of two bytes, taken as signed: the byte that stands for it (section 3.1.9.2.1). */
const coded = Uint8Array.from({ length: 256 }, (_, difference) => {
  const signed = (difference << 24) >> 24;
  return (signed << 1) ^ (signed >> 31);
});

/**
 * RDP 6.0 bitmap compression without loss (MS-RDPEGDI section 3.1.9), of at most 64x64 pixels. Buffers are its own and used
 * again.
 */
export class PlanarEncoder {
  private readonly planes = [0, 1, 2, 3].map(() => new PlaneRuns());
  private readonly line = new Uint8Array(mostPixels);

  /** @param hasAlpha the client wants an alpha plane, though all of it says opaque. */
  constructor(private readonly hasAlpha: boolean) {}

  /**
   * @param pixels as `Surface` has them, rows from the bottom
   * @param out where the stream goes
   * @returns how many bytes it takes; null if there is no room for it.
   */
  encode(pixels: Uint32Array, width: number, height: number, out: Uint8Array): number | null {
    const used = this.hasAlpha ? this.planes : this.planes.slice(0, 3);
    for (const plane of used) plane.clear();
    for (let row = 0; row < height; row += 1) this.addLine(pixels, row, width);
    const total = width * height;
    const runBytes = used.reduce((sum, plane) => sum + plane.end, 1);
    // Planes as they are end in a byte of padding.
    const rawBytes = 1 + used.length * total + 1;
    if (Math.min(runBytes, rawBytes) > out.length) return null;
    return runBytes <= rawBytes ? this.writeRuns(out) : this.writeRaw(pixels, total, out);
  }

  private addLine(pixels: Uint32Array, row: number, width: number): void {
    const { line, planes } = this;
    const start = row * width;
    const [red, green, blue, alpha] = planes as [PlaneRuns, PlaneRuns, PlaneRuns, PlaneRuns];
    if (this.hasAlpha) alpha.add(line.fill(row === 0 ? opaque : 0, 0, width), width);
    if (row > 0 && isSameLine(pixels, start, width)) {
      red.addUnchanged(width);
      green.addUnchanged(width);
      blue.addUnchanged(width);
      return;
    }
    for (let channel = 0; channel < 3; channel += 1) {
      const shift = channel * 8;
      if (row === 0) for (let at = 0; at < width; at += 1) line[at] = pixels[at]! >>> shift;
      else
        for (let at = 0; at < width; at += 1) {
          const place = start + at;
          line[at] = coded[((pixels[place]! >>> shift) - (pixels[place - width]! >>> shift)) & 0xff]!;
        }
      planes[channel]!.add(line, width);
    }
  }

  private writeRuns(out: Uint8Array): number {
    out[0] = isRunLength | (this.hasAlpha ? 0 : hasNoAlpha);
    const [red, green, blue, alpha] = this.planes as [PlaneRuns, PlaneRuns, PlaneRuns, PlaneRuns];
    let end = 1;
    for (const plane of this.hasAlpha ? [alpha, red, green, blue] : [red, green, blue]) {
      out.set(plane.bytes.subarray(0, plane.end), end);
      end += plane.end;
    }
    return end;
  }

  private writeRaw(pixels: Uint32Array, total: number, out: Uint8Array): number {
    out[0] = this.hasAlpha ? 0 : hasNoAlpha;
    let end = 1;
    if (this.hasAlpha) {
      out.fill(opaque, end, end + total);
      end += total;
    }
    for (let shift = 0; shift < 24; shift += 8, end += total)
      for (let at = 0; at < total; at += 1) out[end + at] = pixels[at]! >>> shift;
    out[end] = 0;
    return end + 1;
  }
}

function isSameLine(pixels: Uint32Array, start: number, width: number): boolean {
  for (let at = start; at < start + width; at += 1) if (pixels[at] !== pixels[at - width]) return false;
  return true;
}

/** The segments of one plane (MS-RDPEGDI section 2.2.2.5.1.2). */
class PlaneRuns {
  readonly bytes = new Uint8Array(mostPlaneBytes);
  end = 0;

  clear(): void {
    this.end = 0;
  }

  addUnchanged(width: number): void {
    this.addRun(width);
  }

  add(line: Uint8Array, width: number): void {
    let rawStart = 0;
    // At the beginning of a line the value to be repeated is 0.
    let last = 0;
    let at = 0;
    while (at < width) {
      let stop = at;
      while (stop < width && line[stop] === last) stop += 1;
      if (stop - at >= 3) {
        this.addSegment(line, rawStart, at, stop - at);
        rawStart = stop;
      }
      if (stop < width) last = line[stop]!;
      at = stop + 1;
    }
    if (rawStart < width) this.addSegment(line, rawStart, width, 0);
  }

  /** Values as they are, then the last of them again, `run` times. */
  private addSegment(line: Uint8Array, rawStart: number, rawStop: number, run: number): void {
    let from = rawStart;
    for (; rawStop - from > longestRaw; from += longestRaw) this.addRaw(line, from, longestRaw, 0);
    let left = run;
    if (from < rawStop) {
      const first = leaving(run, longestShortRun);
      this.addRaw(line, from, rawStop - from, first);
      left -= first;
    }
    this.addRun(left);
  }

  /** Of the last value that was added in this line, or of zeros at its beginning. */
  private addRun(run: number): void {
    for (let left = run; left > 0;) {
      const count = leaving(left, longestRun);
      // Lengths from 16 are told by the numbers 1 and 2, which no run has.
      this.bytes[this.end] =
        count >= 32 ? ((count - 32) << 4) | 2 : count >= 16 ? ((count - 16) << 4) | 1 : count;
      this.end += 1;
      left -= count;
    }
  }

  private addRaw(line: Uint8Array, from: number, count: number, run: number): void {
    const { bytes, end } = this;
    bytes[end] = (count << 4) | run;
    for (let at = 0; at < count; at += 1) bytes[end + 1 + at] = line[from + at]!;
    this.end = end + 1 + count;
  }
}

/** As much of a run as one segment takes, so that not one or two are left. */
function leaving(run: number, most: number): number {
  if (run <= most) return run;
  return run - most < 3 ? run - 3 : most;
}
