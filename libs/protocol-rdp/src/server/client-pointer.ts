import type { PointerEvent } from '@gatehouse/screen';
import { extendedPointerFlags, pointerFlags } from '../wire/input/input-event.js';
import type { InputEvent } from '../wire/input/input-event.js';

const buttonBits: readonly (readonly [flag: number, bit: number])[] = [
  [pointerFlags.left, 1],
  [pointerFlags.middle, 2],
  [pointerFlags.right, 4],
];
const extendedBits: readonly (readonly [flag: number, bit: number])[] = [
  [extendedPointerFlags.back, 0x80],
  [extendedPointerFlags.forward, 0x100],
];
/** Turned by one notch a wheel says 120; finer ones say less at a time. */
const notch = 120;

type Axis = { readonly more: number; readonly less: number };
const upDown: Axis = { more: 0x08, less: 0x10 };
const sideways: Axis = { more: 0x40, less: 0x20 };

/** What a client's mouse says, as positions and buttons that are down (MS-RDPBCGR section 2.2.8.1.1.3.1.1.3). */
export class ClientPointer {
  private at = { x: 0, y: 0 };
  private buttons = 0;
  private turned = new Map<Axis, number>();

  /** At most five: of a wheel, each notch goes down and up. */
  take(event: Extract<InputEvent, { kind: 'pointer' | 'extended-pointer' }>): readonly PointerEvent[] {
    const { flags, x, y } = event;
    if (event.kind === 'pointer' && flags & pointerFlags.wheel) return this.turn(flags, upDown);
    if (event.kind === 'pointer' && flags & pointerFlags.horizontalWheel) return this.turn(flags, sideways);
    this.at = { x, y };
    const isDown = (flags & pointerFlags.down) !== 0;
    for (const [flag, bit] of event.kind === 'pointer' ? buttonBits : extendedBits)
      if (flags & flag) this.buttons = isDown ? this.buttons | bit : this.buttons & ~bit;
    return [{ ...this.at, buttons: this.buttons }];
  }

  /** Where a wheel is turned some clients do not say; it is where the pointer is. */
  private turn(flags: number, axis: Axis): readonly PointerEvent[] {
    const value = flags & pointerFlags.wheelMask;
    const by = flags & pointerFlags.wheelNegative ? value - 0x100 : value;
    let total = (this.turned.get(axis) ?? 0) + by;
    const events: PointerEvent[] = [];
    for (; Math.abs(total) >= notch; total -= Math.sign(total) * notch) {
      const bit = total > 0 ? axis.more : axis.less;
      events.push({ ...this.at, buttons: this.buttons | bit }, { ...this.at, buttons: this.buttons });
    }
    this.turned.set(axis, total);
    return events;
  }
}
