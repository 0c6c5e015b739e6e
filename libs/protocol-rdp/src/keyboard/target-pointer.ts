import type { PointerEvent } from '@gatehouse/screen';
import { extendedPointerFlags, pointerFlags } from '../wire/input/input-event.js';
import type { InputEvent } from '../wire/input/input-event.js';

const notch = 120;
/** Of a wheel turned the negative way, in two's complement within nine bits. */
const back = pointerFlags.wheelNegative | ((0x100 - notch) & pointerFlags.wheelMask);

const buttons: readonly (readonly [mask: number, flag: number])[] = [
  [1, pointerFlags.left],
  [2, pointerFlags.middle],
  [4, pointerFlags.right],
];
/** Wheel up, down, left, right. */
const wheels: readonly (readonly [mask: number, flags: number])[] = [
  [8, pointerFlags.wheel | notch],
  [16, pointerFlags.wheel | back],
  [32, pointerFlags.horizontalWheel | back],
  [64, pointerFlags.horizontalWheel | notch],
];
const extended: readonly (readonly [mask: number, flag: number])[] = [
  [128, extendedPointerFlags.back],
  [256, extendedPointerFlags.forward],
];

/** The pointer of a viewer, moved at a target: states of buttons become presses and releases. */
export class TargetPointer {
  private buttons = 0;
  private x = 0;
  private y = 0;

  constructor(private readonly send: (events: readonly InputEvent[]) => void) {}

  /** @param screen of the target; a place outside of it becomes the nearest within. */
  move(event: PointerEvent, screen: { readonly width: number; readonly height: number }): void {
    const x = (this.x = clamped(event.x, screen.width));
    const y = (this.y = clamped(event.y, screen.height));
    const changed = this.buttons ^ event.buttons;
    this.buttons = event.buttons;
    const isDown = (mask: number): boolean => (event.buttons & mask) !== 0;
    const events: InputEvent[] = [];
    for (const [mask, flag] of buttons)
      if (changed & mask)
        events.push({ kind: 'pointer', flags: flag | (isDown(mask) ? pointerFlags.down : 0), x, y });
    for (const [mask, flags] of wheels)
      if (changed & mask && isDown(mask)) events.push({ kind: 'pointer', flags, x, y });
    for (const [mask, flag] of extended)
      if (changed & mask)
        events.push({
          kind: 'extended-pointer',
          flags: flag | (isDown(mask) ? extendedPointerFlags.down : 0),
          x,
          y,
        });
    // A button is pressed where the pointer is: it is moved there first, as some targets do not follow a press.
    this.send([{ kind: 'pointer', flags: pointerFlags.move, x, y }, ...events]);
  }

  releaseAll(screen: { readonly width: number; readonly height: number }): void {
    if (this.buttons !== 0) this.move({ x: this.x, y: this.y, buttons: 0 }, screen);
  }
}

function clamped(value: number, size: number): number {
  return Math.max(0, Math.min(value, size - 1));
}
