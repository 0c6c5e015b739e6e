import type { Page } from 'playwright-core';

/** Places of keys on a German keyboard, as a browser names them, where they are not those of the letter or digit itself. */
const places: Readonly<Record<string, string>> = {
  ...{ ß: 'Minus', z: 'KeyY', y: 'KeyZ', Z: 'KeyY', Y: 'KeyZ', ä: 'Quote', ö: 'Semicolon', ü: 'BracketLeft' },
  ...{ Ä: 'Quote', Ö: 'Semicolon', Ü: 'BracketLeft', '=': 'Digit0', '@': 'KeyQ', '°': 'Backquote' },
  ...{ ':': 'Period', '%': 'Digit5', ' ': 'Space', '\n': 'Enter' },
};

/** As a browser tells of keys on a German keyboard: by the place of a key, and by what it means there. */
export async function typeOnGermanKeys(page: Page, words: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  for (const key of words) {
    const code = places[key] ?? (/\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`);
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code, text: key });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code });
  }
}
