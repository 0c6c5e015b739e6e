import { DesktopClientMessage } from '@gatehouse/contracts';
import { screenWish } from './screen-wish.js';

describe('the screen that a page wishes for', () => {
  it.each([
    ['a laptop', 1440, 900, { width: 1440, height: 836 }],
    ['an odd width', 1367, 800, { width: 1368, height: 736 }],
    ['a phone held upright', 390, 844, { width: 640, height: 1280 }],
    ['a phone held across', 844, 390, { width: 1656, height: 640 }],
    ['a window as small as a stamp', 1, 1, { width: 640, height: 640 }],
    ['a wall', 7680, 4320, { width: 4096, height: 2304 }],
  ])('fits %s, and what the gateway takes', (_what, innerWidth, innerHeight, wished) => {
    const screen = screenWish({ innerWidth, innerHeight });
    expect(screen).toEqual(wished);
    const ticket = 'x'.repeat(43);
    expect(DesktopClientMessage.safeParse({ type: 'open', ticket, screen }).success).toBe(true);
  });
});
