import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestDesktop } from './test-desktop.js';

const [width, height] = [300, 220];

/**
 * Fills a desktop with what does not move: smooth colours (as of a photograph) beside text in all colours. Every encoding has
 * something of its kind in it.
 */
export function showStillPicture(desktop: TestDesktop): void {
  const file = join(desktop.folder, 'still.xwd');
  writeFileSync(file, smoothXwd());
  desktop.run('xwud', '-in', file, '-geometry', '+320+20', '-noclick');
  const text = String.raw`for i in $(seq 0 255); do printf '\033[38;5;%dm %03d \033[0m' $i $i; done; printf '\033[?25l'; exec sleep 1000`;
  desktop.run('xterm', '-geometry', '40x30+2+2', '-fn', 'fixed', '-e', 'bash', '-c', text);
}

/** A picture in the form of `xwd`, version 7: 25 words, a name, no colour map, then the pixels. */
function smoothXwd(): Buffer {
  const name = Buffer.from('still\0');
  const words = [
    ...[100 + name.length, 7, 2, 24, width, height, 0, 0, 32, 0, 32, 32, width * 4],
    ...[4, 0xff0000, 0xff00, 0xff, 8, 256, 0, width, height, 0, 0, 0],
  ];
  const head = Buffer.alloc(100);
  words.forEach((word, index) => head.writeUInt32BE(word, index * 4));
  const pixels = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const colour = ((x * 255) / width) | ((((y * 255) / height) | 0) << 8) | (((x + y) & 255) << 16);
      pixels.writeUInt32LE(colour >>> 0, (y * width + x) * 4);
    }
  return Buffer.concat([head, name, pixels]);
}
