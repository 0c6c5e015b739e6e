// How fast bitmaps are encoded and decoded, and how small they get. Run after a build:
//   node libs/protocol-rdp/bench/bitmap-codec.mjs [seconds for each]
import { Surface } from '@gatehouse/desktop';
import { decodeBitmap } from '../dist/bitmap/decode-bitmap.js';
import { BitmapEncoder } from '../dist/bitmap/encode-bitmap.js';
import { readBitmapUpdate, writeBitmapUpdate } from '../dist/wire/updates/bitmap-update.js';
import { noPalette } from '../dist/bitmap/palette.js';

const seconds = Number(process.argv[2] ?? 1);
const [width, height] = [1280, 800];
let state = 1;
const draw = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

/** Glyphs of 8x16 pixels, of which some rows are inked; smooth ones have grey edges. */
const glyphs = Array.from({ length: 96 }, () =>
  Array.from({ length: 16 }, (_, row) => (row < 3 || row > 13 ? 0 : draw(256) & draw(256))),
);

const pictures = {
  'plain ground': (pixels) => pixels.fill(0xc0c0c0),
  'terminal full of text': (pixels) => text(pixels, 0xd0d0d0, 0x000000, false, 1),
  'smooth text on white': (pixels) => text(pixels, 0x202020, 0xffffff, true, 0.5),
  'operator panel': (pixels) => {
    pixels.fill(0xc0c0c0);
    for (let box = 0; box < 120; box += 1) {
      const [left, top, ink] = [draw(width - 100), draw(height - 60), draw(0x1000000)];
      for (let y = top; y < top + 20 + draw(40); y += 1)
        pixels.fill(ink, y * width + left, y * width + left + 100);
    }
  },
  'smooth shades': (pixels) => {
    for (let at = 0; at < pixels.length; at += 1)
      pixels[at] = ((at % width) >> 3) | ((Math.floor(at / width) >> 2) << 8) | (0x80 << 16);
  },
  'noise, as of a camera': (pixels) => {
    for (let at = 0; at < pixels.length; at += 1) pixels[at] = draw(0x1000000);
  },
};

function text(pixels, ink, ground, isSmooth, share) {
  pixels.fill(ground);
  for (let top = 0; top + 16 <= height; top += 16)
    for (let left = 0; left + 8 <= width * share; left += 8) {
      const glyph = glyphs[draw(5) === 0 ? 0 : draw(96)];
      if (draw(6) === 0) continue;
      for (let y = 0; y < 16; y += 1)
        for (let x = 0; x < 8; x += 1) {
          if ((glyph[y] >> x) & 1) pixels[(top + y) * width + left + x] = ink;
          else if (isSmooth && (glyph[y] >> (x + 1)) & 1)
            pixels[(top + y) * width + left + x] = 0x707070 + (y & 3) * 0x101010;
        }
    }
}

for (const bitsPerPixel of [16, 24, 32])
  for (const [name, paint] of Object.entries(pictures)) {
    const source = new Surface();
    source.resize(width, height);
    paint(source.pixels);
    const target = new Surface();
    target.resize(width, height);
    const encoder = new BitmapEncoder({ bitsPerPixel, takesNoAlpha: true });
    const area = { x: 0, y: 0, width, height };
    const encoded = rate(() => encoder.encode(source, area));
    const update = writeBitmapUpdate(encoder.encode(source, area));
    const decoded = rate(() => {
      for (const bitmap of readBitmapUpdate(update)) decodeBitmap(target, bitmap, noPalette);
    });
    console.log(
      `${bitsPerPixel} bits, ${name}: ${(update.length / 1000).toFixed(0)} kB of ` +
        `${((width * height * bitsPerPixel) / 8000).toFixed(0)}, encoded at ${encoded.toFixed(0)} Mpx/s, ` +
        `decoded at ${decoded.toFixed(0)} Mpx/s`,
    );
  }

/** Millions of pixels a second. */
function rate(act) {
  let rounds = 0;
  for (let warm = 0; warm < 3; warm += 1) act();
  const start = performance.now();
  for (; performance.now() - start < seconds * 1000; rounds += 1) act();
  return (rounds * width * height) / (performance.now() - start) / 1000;
}
