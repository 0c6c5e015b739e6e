import type { Area, Surface } from '@gatehouse/desktop';
import { decode } from 'jpeg-js';
import { MalformedTarget } from '../wire/target-faults.js';
import { paintPixels } from './paint.js';

/** Working memory of the decoder; the largest screen in three colours needs less. */
const mostMegabytes = 384;
/** A picture may come in several scans, each as dear as the whole of it. No encoder needs more. */
const mostScans = 16;

/** The longest JPEG that a rectangle can need: as many bytes as its pixels, and some for tables. */
export function longestJpeg({ width, height }: Area): number {
  return width * height * 4 + 64 * 1024;
}

/** Throws `MalformedTarget` on what is no JPEG, and on one of another size than the area. */
export function paintJpeg(surface: Surface, area: Area, bytes: Buffer): void {
  let scans = 0;
  for (let at = bytes.indexOf(startOfScan); at >= 0; at = bytes.indexOf(startOfScan, at + 2)) scans += 1;
  if (scans > mostScans) throw new MalformedTarget('the target sent a JPEG of too many scans');
  let picture;
  try {
    picture = decode(bytes, {
      useTArray: true,
      formatAsRGBA: true,
      maxResolutionInMP: (area.width * area.height) / 1e6,
      maxMemoryUsageInMB: mostMegabytes,
    });
  } catch {
    throw new MalformedTarget('the target sent a JPEG that cannot be read');
  }
  if (picture.width !== area.width || picture.height !== area.height)
    throw new MalformedTarget('the target sent a JPEG of another size than its rectangle');
  paintPixels(surface, area, picture.data, 4);
}

const startOfScan = Buffer.from([0xff, 0xda]);
