/** Pixels as a canvas and PNG have them: red, green, blue, alpha, rows from the top. */
export interface DesktopImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

/**
 * The image in the largest size of the same shape that fits, each pixel the average of those it stands for. One that fits
 * already is given back as it is.
 */
export function scaleDown(image: DesktopImage, mostWidth: number, mostHeight: number): DesktopImage {
  const scale = Math.min(1, mostWidth / image.width, mostHeight / image.height);
  if (scale === 1) return image;
  const width = Math.max(1, Math.floor(image.width * scale));
  const height = Math.max(1, Math.floor(image.height * scale));
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const rows = span(y, height, image.height);
    for (let x = 0; x < width; x += 1)
      average(image, span(x, width, image.width), rows, rgba, (y * width + x) * 4);
  }
  return { width, height, rgba };
}

function span(at: number, steps: number, length: number): [number, number] {
  return [Math.floor((at * length) / steps), Math.max(1, Math.floor(((at + 1) * length) / steps))];
}

function average(
  { width, rgba }: DesktopImage,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
  to: Uint8ClampedArray,
  at: number,
): void {
  let [red, green, blue] = [0, 0, 0];
  for (let y = top; y < bottom; y += 1)
    for (let from = (y * width + left) * 4; from < (y * width + right) * 4; from += 4) {
      red += rgba[from]!;
      green += rgba[from + 1]!;
      blue += rgba[from + 2]!;
    }
  const count = (right - left) * (bottom - top);
  to[at] = red / count;
  to[at + 1] = green / count;
  to[at + 2] = blue / count;
  to[at + 3] = 255;
}
