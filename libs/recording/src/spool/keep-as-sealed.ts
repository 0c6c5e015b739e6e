import { isDesktopView } from '../channel-kind.js';
import type { Frame } from '../frame.js';

/** A smaller record is folded like any other: a chunk of its own would cost more than it saves. */
const smallestBytes = 16 << 10;
/** Of random bytes their measure below stays within two percent; it is looked at for every record. */
const sampleBytes = 1024;

/**
 * Chooses the records that go into the container as they were sealed for the spool. Opening and sealing a bulk
 * transfer once more costs as much as carrying it, and gains nothing where it does not compress. What a terminal or
 * a desktop shows is always opened: the screens of the player are made from it.
 */
export class KeepAsSealed {
  private readonly screens = new Set<number>();

  /** Asked for each record in order, so that it knows which channels have a screen. */
  fits(frames: readonly Frame[]): boolean {
    for (const { kind, channel } of frames)
      if (kind === 'resize' || isDesktopView(kind)) this.screens.add(channel);
    let bytes = 0;
    let largest: Frame | undefined;
    for (const frame of frames) {
      if (this.screens.has(frame.channel)) return false;
      bytes += frame.data.length;
      if (!largest || frame.data.length > largest.data.length) largest = frame;
    }
    return bytes >= smallestBytes && largest !== undefined && looksRandom(largest.data);
  }
}

const counts = new Uint32Array(256);

/**
 * Compressed and encrypted data has every byte about equally often. For random bytes the sum of the squared counts
 * is n * n / 256 + n; text has several times that.
 */
export function looksRandom(bytes: Buffer): boolean {
  const from = Math.max(0, (bytes.length - sampleBytes) >> 1);
  const length = Math.min(sampleBytes, bytes.length);
  counts.fill(0);
  for (let at = from; at < from + length; at += 1) counts[bytes[at]!]! += 1;
  let squares = 0;
  for (let byte = 0; byte < 256; byte += 1) squares += counts[byte]! * counts[byte]!;
  return squares < ((length * length) / 256 + length) * 1.1;
}
