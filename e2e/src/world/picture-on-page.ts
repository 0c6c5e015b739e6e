import type { Locator } from 'playwright-core';
import { createHash } from 'node:crypto';
import type { Picture } from '../screens/read-png.js';
import { waitUntil } from './wait-until.js';

interface CanvasPixels {
  readonly width: number;
  readonly height: number;
  /** Base64. */
  readonly rgb: string;
}

/** The pixels of a canvas, as they are and not as large as they are drawn. Null while there is none. */
export async function pictureOn(canvas: Locator): Promise<Picture | null> {
  if ((await canvas.count()) !== 1) return null;
  const read = await canvas.evaluate(readCanvas);
  return { ...read, rgb: Buffer.from(read.rgb, 'base64') };
}

/** One value for a picture: size and every pixel. */
export function pictureHash(picture: Picture | null): string {
  if (picture === null) return 'none';
  return createHash('sha256')
    .update(`${picture.width}x${picture.height}\n`)
    .update(picture.rgb)
    .digest('hex');
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
}

/** Runs in the page. */
function readCanvas(element: unknown): CanvasPixels {
  const canvas = element as Canvas;
  const { width, height } = canvas;
  if (width === 0 || height === 0) return { width, height, rgb: '' };
  const rgba = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  let rgb = '';
  for (let from = 0; from < rgba.length; from += 4)
    rgb += String.fromCharCode(rgba[from]!, rgba[from + 1]!, rgba[from + 2]!);
  return { width, height, rgb: btoa(rgb) };
}

/**
 * The picture that both show and that stays for a moment, as its hash: a terminal's cursor changes a little after the pointer has
 * left it.
 */
export function untilSameAndStill(one: Locator, other: Locator): Promise<string> {
  let before = '';
  return waitUntil(
    'both see the same, and nothing moves',
    async () => {
      const [first, second] = [pictureHash(await pictureOn(one)), pictureHash(await pictureOn(other))];
      const isStill = first === second && first === before && first !== pictureHash(null);
      before = first;
      return isStill && first;
    },
    30_000,
    400,
  );
}
