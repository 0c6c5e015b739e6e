import type { Surface } from '@gatehouse/desktop';
import { bannerPicture } from './words/banner-picture.js';

/** How long words that pass are shown. */
const shownMs = 20_000;
/** Words that pass and are shown together, at most; the oldest give way. */
const mostTogether = 3;

/** The bar over the top of a client's picture: words that stand, and below them those that pass. */
export class Banner {
  private standing: string | null = null;
  private passing: { readonly words: string; readonly untilMs: number }[] = [];
  private timer: NodeJS.Timeout | null = null;
  private width = 0;
  private drawn: Surface | null = null;

  /** @param changed told with the height that is to be drawn anew, of what was there and what is. */
  constructor(private readonly changed: (height: number) => void) {}

  /** What lies over the picture; null for nothing. */
  get picture(): Surface | null {
    return this.drawn;
  }

  pass(words: string): void {
    this.passing = [...this.passing, { words, untilMs: performance.now() + shownMs }].slice(-mostTogether);
    this.draw();
  }

  stand(words: string | null): void {
    this.standing = words;
    this.draw();
  }

  /** The picture below has this width now, and is drawn anew. */
  fit(width: number): void {
    this.width = width;
    this.draw();
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  private draw(): void {
    const nowMs = performance.now();
    this.passing = this.passing.filter(({ untilMs }) => untilMs > nowMs);
    if (this.timer) clearTimeout(this.timer);
    const [next] = this.passing;
    this.timer = next ? setTimeout(() => this.draw(), next.untilMs - nowMs + 1) : null;
    const texts = [
      ...(this.standing === null ? [] : [this.standing]),
      ...this.passing.map(({ words }) => words),
    ];
    const before = this.drawn?.height ?? 0;
    this.drawn = texts.length > 0 && this.width > 0 ? bannerPicture(texts, this.width) : null;
    const height = Math.max(before, this.drawn?.height ?? 0);
    if (height > 0) this.changed(height);
  }
}
