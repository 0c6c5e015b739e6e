import type { Grant } from '@gatehouse/contracts';
import type { Browser, Locator, Page } from 'playwright-core';
import type { PersonAtWork } from './person-at-work.js';
import { openPortalAs } from './portal-page.js';

/** A technician at a machine's screen in their browser. */
export class DesktopPage {
  readonly canvas: Locator;

  private constructor(readonly page: Page) {
    this.canvas = page.locator('.desk-place canvas');
  }

  /** Connects by the portal, as a press on Connect does, and waits for the picture. */
  static async open(browser: Browser, vendor: PersonAtWork, grant: Grant): Promise<DesktopPage> {
    return DesktopPage.shownOn(await openPortalAs(browser, vendor, `/connect/${grant.id}`));
  }

  /** Of a page that connects already. */
  static async shownOn(page: Page): Promise<DesktopPage> {
    const desktop = new DesktopPage(page);
    await page.getByRole('application', { name: /^Screen of / }).waitFor();
    return desktop;
  }

  /** Moves the pointer to this pixel of the machine's screen, however large it is drawn. */
  async pointAt(place: { readonly x: number; readonly y: number }): Promise<void> {
    await this.page.mouse.move(...(await this.onPage(place)), { steps: 3 });
  }

  async clickAt(place: { readonly x: number; readonly y: number }): Promise<void> {
    await this.pointAt(place);
    await this.page.mouse.click(...(await this.onPage(place)));
  }

  async type(words: string): Promise<void> {
    await this.page.keyboard.type(words);
  }

  /** The page says which code ended it. */
  async untilEnded(code: string): Promise<void> {
    await this.page.locator('.end-code', { hasText: code }).waitFor();
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  private async onPage({ x, y }: { readonly x: number; readonly y: number }): Promise<[number, number]> {
    const box = await this.canvas.boundingBox();
    const width = await this.canvas.evaluate((canvas: unknown) => (canvas as { width: number }).width);
    if (!box) throw new Error('the screen is not drawn');
    return [box.x + (x * box.width) / width, box.y + (y * box.width) / width];
  }
}
