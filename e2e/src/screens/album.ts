import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { desktop, phone } from '../world/browser.js';
import { readPng } from './read-png.js';
import { writeIndexedPng } from './write-indexed-png.js';

const sizes = { desktop, phone };
const schemes = ['light', 'dark'] as const;

interface Plate {
  readonly name: string;
  readonly caption: string;
}

/** Takes each state of a screen four times: desktop and phone, light and dark. */
export class Album {
  private readonly plates: Plate[] = [];
  private bytes = 0;

  constructor(private readonly folder: string) {}

  /** @param name path in the folder without an ending, such as `vendor/home`. */
  async take(page: Page, name: string, caption: string): Promise<void> {
    for (const [size, viewport] of Object.entries(sizes))
      for (const scheme of schemes) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        await settle(page);
        const picture = writeIndexedPng(
          readPng(await page.screenshot({ animations: 'disabled', caret: 'hide' })),
        );
        const file = join(this.folder, `${name}-${size}-${scheme}.png`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, picture);
        this.bytes += picture.length;
      }
    await page.setViewportSize(desktop);
    this.plates.push({ name, caption });
    console.log(`  ${name}`);
  }

  /** Writes the list of what was taken. */
  writeIndex(): void {
    const rows = this.plates.map(({ name, caption }) => {
      const links = Object.keys(sizes).flatMap((size) =>
        schemes.map((scheme) => `[${size}, ${scheme}](${name}-${size}-${scheme}.png)`),
      );
      return `| ${caption} | ${links.join(' · ')} |`;
    });
    writeFileSync(
      join(this.folder, 'index.md'),
      [
        '# Screens',
        '',
        `Every screen and state, made by \`npm run screens\` from the built gateway: ${desktop.width}x${desktop.height} and`,
        `${phone.width}x${phone.height}, light and dark. People, firms and machines are invented.`,
        '',
        '| state | pictures |',
        '|---|---|',
        ...rows,
        '',
      ].join('\n'),
    );
    console.log(`${this.plates.length * 4} pictures, ${(this.bytes / 2 ** 20).toFixed(1)} MiB`);
  }
}

/** Fonts are there and nothing is being fetched; a live page keeps its event stream open, so not `networkidle`. */
async function settle(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(120);
}
