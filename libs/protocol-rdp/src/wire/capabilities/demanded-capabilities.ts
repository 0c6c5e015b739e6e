import { longestUpdate } from '../updates/longest-update.js';
import { writeBitmapCapability } from './bitmap-capability.js';
import type { CapabilitySet } from './capability-set.js';
import { generalFlags, writeGeneralCapability } from './general-capability.js';
import { inputFlags, writeInputCapability } from './input-capability.js';
import { writeMultifragmentCapability } from './multifragment-capability.js';
import { writeOrderCapability } from './order-capability.js';
import { largePointers, serverHabits } from './plain-capabilities.js';
import { writePointerCapability } from './pointer-capability.js';
import { writeVirtualChannelCapability } from './virtual-channel-capability.js';

/** What may differ between viewers. */
export interface DemandedScreen {
  /** The size of the desktop that is shown, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Of a pixel on the wire. */
  readonly bitsPerPixel: number;
}

/** Shapes that a client is asked to keep. */
export const askedPointerShapes = 25;

/** What our server demands: bitmaps and pointers only, with redraws on request and every kind of input we forward. */
export function demandedCapabilities(screen: DemandedScreen): readonly CapabilitySet[] {
  return [
    ...serverHabits,
    writeGeneralCapability({
      extraFlags:
        generalFlags.fastPathOutput | generalFlags.longCredentials | generalFlags.noBitmapCompressionHeader,
      takesRefreshRect: true,
      takesSuppressOutput: true,
    }),
    writeVirtualChannelCapability(),
    writeBitmapCapability({ ...screen, takesResize: true, drawingFlags: 0 }),
    writeOrderCapability(),
    writePointerCapability({ colourShapes: askedPointerShapes, shapes: askedPointerShapes }),
    writeInputCapability({
      flags:
        inputFlags.scancodes |
        inputFlags.extendedButtons |
        inputFlags.unicode |
        inputFlags.fastPath |
        inputFlags.fastPath2 |
        inputFlags.horizontalWheel,
      keyboardLayout: 0,
    }),
    writeMultifragmentCapability(longestUpdate),
    largePointers,
  ];
}
