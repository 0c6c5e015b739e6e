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
const wheels = {
  upDown: [
    [8, pointerFlags.wheel | notch],
    [16, pointerFlags.wheel | back],
  ],
  sideways: [
    [32, pointerFlags.horizontalWheel | back],
    [64, pointerFlags.horizontalWheel | notch],
  ],
} as const;
const extended: readonly (readonly [mask: number, flag: number])[] = [
  [128, extendedPointerFlags.back],
  [256, extendedPointerFlags.forward],
];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the target announced of its mouse (MS-RDPBCGR section 2.2.7.1.6): what it did not is left out. */
export interface TargetMouse {
  readonly hasExtendedButtons: boolean;
  readonly hasHorizontalWheel: boolean;
}
const wholeMouse: TargetMouse = { hasExtendedButtons: true, hasHorizontalWheel: true };

/** The pointer of a viewer, moved at a target: states of buttons become presses and releases. */
export class TargetPointer {
  private buttons = 0;
  private x = 0;
  private y = 0;

  constructor(
    private readonly send: (events: readonly InputEvent[]) => void,
    private readonly mouse: TargetMouse = wholeMouse,
  ) {}

  /** @param screen of the target; a place outside of it becomes the nearest within. */
  move(event: PointerEvent, screen: Size): void {
    const x = (this.x = clamped(event.x, screen.width));
    const y = (this.y = clamped(event.y, screen.height));
    const changed = this.buttons ^ event.buttons;
    this.buttons = event.buttons;
    const isDown = (mask: number): boolean => (event.buttons & mask) !== 0;
    // A button is pressed where the pointer is: it is moved there first, as some targets do not follow a press.
    const events: InputEvent[] = [{ kind: 'pointer', flags: pointerFlags.move, x, y }];
    for (const [mask, flag] of buttons)
      if (changed & mask)
        events.push({ kind: 'pointer', flags: flag | (isDown(mask) ? pointerFlags.down : 0), x, y });
    for (const [mask, flags] of [...wheels.upDown, ...(this.mouse.hasHorizontalWheel ? wheels.sideways : [])])
      if (changed & mask && isDown(mask)) events.push({ kind: 'pointer', flags, x, y });
    for (const [mask, flag] of this.mouse.hasExtendedButtons ? extended : [])
      if (changed & mask) {
        const flags = flag | (isDown(mask) ? extendedPointerFlags.down : 0);
        events.push({ kind: 'extended-pointer', flags, x, y });
      }
    this.send(events);
  }

  /** Every button comes up where the pointer is. */
  releaseAll(screen: Size): void {
    if (this.buttons !== 0) this.move({ x: this.x, y: this.y, buttons: 0 }, screen);
  }
}

function clamped(value: number, size: number): number {
  return Math.max(0, Math.min(value, size - 1));
}
