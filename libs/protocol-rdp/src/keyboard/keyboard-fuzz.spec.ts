import type { KeyEvent } from '@gatehouse/screen';
import { drawFrom } from '../bitmap/testing/draw-from.js';
import type { InputEvent } from '../wire/input/input-event.js';
import { ClientKeyboard } from './client-keyboard.js';
import { knownLayouts, layoutFor } from './layout-for.js';
import { TargetPointer } from './target-pointer.js';
import { ReadBack } from './testing/read-back.js';

// Bounded here, many more with LONG=1. Whatever is pressed, nothing is down once everything was released.

const isLong = Boolean(process.env['LONG']);
const rounds = isLong ? 100_000 : 2_000;
jest.setTimeout(isLong ? 3_600_000 : 120_000);

const modifiers = [0xffe1, 0xffe2, 0xffe3, 0xffe4, 0xffe9, 0xffea, 0xffeb, 0xfe03, 0xff7e];
const draw = drawFrom('keyboards');
const one = <T>(of: readonly T[]): T => of[draw(of.length)]!;
const layout = () => layoutFor(one(knownLayouts));

function keysym(): number {
  switch (draw(6)) {
    case 0:
      return one(modifiers);
    case 1:
      return 0xff00 + draw(0x100);
    case 2:
      return 0xfe00 + draw(0x100);
    case 3:
      return draw(0x1_0000);
    case 4:
      return 0x0100_0000 + draw(0x11_0000);
    default:
      return 0x20 + draw(0xe0);
  }
}

describe('keyboards and pointers, whatever comes', () => {
  it('leave nothing down at a target', () => {
    for (let round = 0; round < rounds; round += 1) {
      const session = new ReadBack(layout(), draw(2) === 0);
      for (let step = draw(30); step > 0; step -= 1)
        session.keyboard.key({ down: draw(3) > 0, keysym: keysym(), scancode: one([null, draw(0x180)]) });
      session.keyboard.releaseAll();
      expect([round, session.down]).toEqual([round, []]);
    }
  });

  it('give a target no character but those that were typed, with any modifier held', () => {
    for (let round = 0; round < rounds; round += 1) {
      const session = new ReadBack(layout(), draw(2) === 0);
      let wanted = '';
      for (let step = draw(20); step > 0; step -= 1)
        if (draw(3) === 0)
          session.keyboard.key({ down: draw(2) > 0, keysym: one([0xffe1, 0xffe2, 0xfe03]), scancode: null });
        else {
          const character = one([...'azZ19ö€@|~`^é´']);
          if (session.type(character, one([null, draw(0x59)]))) wanted += character;
        }
      expect([round, session.text]).toEqual([round, wanted]);
    }
  });

  it('give up as much as a client pressed', () => {
    for (let round = 0; round < rounds; round += 1) {
      const keyboard = new ClientKeyboard(layout());
      const events: KeyEvent[] = [];
      for (let step = draw(30); step > 0; step -= 1) {
        const isReleased = draw(3) === 0;
        const input = one<InputEvent & { kind: 'scancode' | 'unicode' | 'synchronize' }>([
          {
            kind: 'scancode',
            code: one([draw(0x100), 0x2a, 0x1d, 0x38, 0x45]),
            ...{ isExtended: draw(2) > 0, isExtended1: draw(20) === 0, isReleased },
          },
          { kind: 'unicode', unit: one([draw(0x1_0000), 0xd800 + draw(0x800)]), isReleased },
          one([
            { kind: 'synchronize', locks: draw(16) },
            { kind: 'unicode', unit: 0x61, isReleased },
          ] as const),
        ]);
        events.push(...keyboard.take(input));
      }
      events.push(...keyboard.releaseAll());
      const down = new Set<string>();
      for (const event of events) {
        const key = `${event.scancode} ${event.keysym}`;
        if (event.down) down.add(key);
        else down.delete(key);
        // Both are what a key event on record holds.
        expect(event.keysym > 0 && event.keysym <= 0xffff_ffff).toBe(true);
        expect(event.scancode === null || (event.scancode > 0 && event.scancode <= 0xff)).toBe(true);
      }
      expect([round, [...down]]).toEqual([round, []]);
    }
  });

  it('leave no button down at a target', () => {
    for (let round = 0; round < rounds; round += 1) {
      const down = new Set<string>();
      const pointer = new TargetPointer((events) => {
        for (const event of events)
          if (event.kind === 'pointer' || event.kind === 'extended-pointer') {
            const buttons = event.flags & (event.kind === 'pointer' ? 0x7000 : 0x3);
            if (buttons === 0) continue;
            if (event.flags & 0x8000) down.add(`${event.kind} ${buttons}`);
            else down.delete(`${event.kind} ${buttons}`);
          }
      });
      const screen = { width: 1 + draw(5_000), height: 1 + draw(5_000) };
      for (let step = draw(10); step > 0; step -= 1)
        pointer.move({ x: draw(0x1_0000), y: draw(0x1_0000), buttons: draw(0x1_0000) }, screen);
      pointer.releaseAll(screen);
      expect([round, [...down]]).toEqual([round, []]);
    }
  });
});
