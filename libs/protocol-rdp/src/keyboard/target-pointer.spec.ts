import { extendedPointerFlags, pointerFlags } from '../wire/input/input-event.js';
import type { InputEvent } from '../wire/input/input-event.js';
import { TargetPointer } from './target-pointer.js';

const screen = { width: 100, height: 50 };
const { move, down, left, right, middle, wheel, horizontalWheel } = pointerFlags;

function pointer(mouse?: ConstructorParameters<typeof TargetPointer>[1]) {
  const flags: number[] = [];
  const places: string[] = [];
  const send = (events: readonly InputEvent[]): void => {
    for (const event of events)
      if (event.kind === 'pointer' || event.kind === 'extended-pointer') {
        flags.push(event.kind === 'pointer' ? event.flags : event.flags | 0x1_0000);
        places.push(`${event.x},${event.y}`);
      }
  };
  const target = new TargetPointer(send, mouse);
  return {
    target,
    places,
    taken: () => flags.splice(0),
    to: (buttons: number) => target.move({ x: 5, y: 6, buttons }, screen),
  };
}

describe('a pointer at a target', () => {
  it('moves, and presses and lifts the buttons that changed, where it is', () => {
    const { to, taken, places } = pointer();
    to(0);
    to(1);
    to(1 | 4);
    to(4 | 2);
    to(0);
    expect(taken()).toEqual([
      ...[move, move, left | down, move, right | down],
      ...[move, left, middle | down, move, middle, right],
    ]);
    expect(new Set(places)).toEqual(new Set(['5,6']));
  });

  it('stays on the screen', () => {
    const { target, places } = pointer();
    target.move({ x: 65_535, y: 65_535, buttons: 0 }, screen);
    expect(places).toEqual(['99,49']);
  });

  it('turns wheels by one notch for each press of their buttons', () => {
    const { to, taken } = pointer();
    for (const buttons of [8, 0, 16, 0, 32, 0, 64, 0]) to(buttons);
    expect(taken().filter((flags) => flags !== move)).toEqual([
      ...[wheel | 0x078, wheel | 0x188, horizontalWheel | 0x188, horizontalWheel | 0x078],
    ]);
  });

  it('presses the buttons at its side, and neither them nor the second wheel where there are none', () => {
    const all = pointer();
    for (const buttons of [128, 256, 0]) all.to(buttons);
    const { down: isDown, back, forward } = extendedPointerFlags;
    expect(all.taken().filter((flags) => flags !== move)).toEqual(
      [back | isDown, back, forward | isDown, forward].map((flags) => flags | 0x1_0000),
    );
    const none = pointer({ hasExtendedButtons: false, hasHorizontalWheel: false });
    for (const buttons of [128, 256, 64, 32, 0]) none.to(buttons);
    expect(none.taken()).toEqual(Array(5).fill(move));
  });

  it('lifts every button when it is let go, on a screen that has become smaller too', () => {
    const { target, to, taken, places } = pointer();
    to(1 | 2 | 4 | 8 | 128 | 256);
    taken();
    target.releaseAll({ width: 3, height: 3 });
    const { back, forward } = extendedPointerFlags;
    expect(taken()).toEqual([move, left, middle, right, back | 0x1_0000, forward | 0x1_0000]);
    expect(places.at(-1)).toBe('2,2');
    target.releaseAll(screen);
    expect(taken()).toEqual([]);
  });
});
