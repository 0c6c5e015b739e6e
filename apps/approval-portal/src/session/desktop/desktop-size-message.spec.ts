import { desktopSizeMessage } from './desktop-size-message.js';

it('asks for a desktop of one screen', () => {
  expect([...desktopSizeMessage({ width: 1280, height: 719 })]).toEqual([
    ...[251, 0, 5, 0, 2, 207, 1, 0],
    ...[0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 2, 207, 0, 0, 0, 0],
  ]);
});
