// Writes apps/gateway/src/demo/filler-panel/letter-data.ts: letters of the portal's own typeface as pictures, for the panel of the
// demo plant, which draws its screen itself. Needs Chromium, as `npm run screens` does; run it only when the letters change.
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const fonts = new URL('../apps/approval-portal/src/fonts/', import.meta.url);
const file = new URL('../apps/gateway/src/demo/filler-panel/letter-data.ts', import.meta.url);
const sizes = { small: [16, 400], large: [28, 600] };
const latin1 = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => String.fromCharCode(from + at));
const letters = [...latin1(0x20, 0x7e), ...latin1(0xa1, 0xff)];

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
const drawn = await page.evaluate(drawLetters, {
  font: readFileSync(new URL('plex-sans.woff2', fonts)).toString('base64'),
  sizes,
  letters,
});
await browser.close();

const entries = Object.entries(drawn).map(([name, { height, widths, ink }]) => {
  const packed = deflateRawSync(Buffer.from(ink), { level: 9 }).toString('base64');
  const lines = (packed.match(/.{1,96}/g) ?? []).map((line) => `    '${line}',`);
  return `  ${name}: {\n    height: ${height},\n    widths: '${Buffer.from(widths).toString('base64')}',\n    ink: [\n${lines.join('\n')}\n    ].join(''),\n  },`;
});
writeFileSync(
  file,
  `/**
 * Written by tools/draw-panel-letters.mjs: pictures of letters, drawn with IBM Plex Sans (SIL Open Font License 1.1). 0x20 to 0x7e, then 0xa1
 * to 0xff. \`widths\` is a byte for each letter; \`ink\` is, letter after letter and row after row, how dark each pixel is, deflated.
 */
export const letterData = {
${entries.join('\n')}
} as const;
`,
);

/* global document, FontFace, OffscreenCanvas */
/** Runs in the page. */
async function drawLetters({ font, sizes, letters }) {
  const face = new FontFace('panel', `url(data:font/woff2;base64,${font})`, { weight: '100 700' });
  document.fonts.add(await face.load());
  const drawn = {};
  for (const [name, [pixels, weight]] of Object.entries(sizes)) {
    const height = Math.ceil(pixels * 1.3);
    const context = new OffscreenCanvas(pixels * 3, height).getContext('2d', { willReadFrequently: true });
    context.font = `${weight} ${pixels}px panel`;
    context.textBaseline = 'alphabetic';
    const [widths, ink] = [[], []];
    for (const letter of letters) {
      const width = Math.max(1, Math.round(context.measureText(letter).width));
      context.clearRect(0, 0, pixels * 3, height);
      context.fillText(letter, 0, Math.round(pixels * 1.02));
      const { data } = context.getImageData(0, 0, width, height);
      widths.push(width);
      // Sixteen shades are enough, and pack well.
      for (let at = 3; at < data.length; at += 4) ink.push(Math.round(data[at] / 17) * 17);
    }
    drawn[name] = { height, widths, ink };
  }
  return drawn;
}
