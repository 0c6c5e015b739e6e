import { longestUpdate } from '../updates/longest-update.js';
import { drawingFlags, writeBitmapCapability } from './bitmap-capability.js';
import type { CapabilitySet } from './capability-set.js';
import { generalFlags, writeGeneralCapability } from './general-capability.js';
import { inputFlags, writeInputCapability } from './input-capability.js';
import { writeMultifragmentCapability } from './multifragment-capability.js';
import { writeOrderCapability } from './order-capability.js';
import { clientHabits, emptyCaches, largePointers } from './plain-capabilities.js';
import { writePointerCapability } from './pointer-capability.js';
import { writeVirtualChannelCapability } from './virtual-channel-capability.js';

/** What may differ between targets. */
export interface ConfirmedScreen {
  /** The size the server demanded, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly bitsPerPixel: 16 | 24 | 32;
  readonly keyboardLayout: number;
}

/** Shapes that the client keeps, and can be told to show again by number. */
export const keptPointerShapes = 25;

/**
 * What our client confirms. Invariant: no order, cache, codec, surface command or lossy drawing is offered, so that every update is
 * bitmaps that stand for themselves, bit-exact and drawn alike at whatever time a watcher or a replay begins.
 */
export function confirmedCapabilities(screen: ConfirmedScreen): readonly CapabilitySet[] {
  return [
    writeGeneralCapability({
      extraFlags:
        generalFlags.fastPathOutput | generalFlags.longCredentials | generalFlags.noBitmapCompressionHeader,
      takesRefreshRect: true,
      takesSuppressOutput: true,
    }),
    writeBitmapCapability({
      bitsPerPixel: screen.bitsPerPixel,
      width: screen.width,
      height: screen.height,
      takesResize: true,
      drawingFlags: screen.bitsPerPixel === 32 ? drawingFlags.skipAlpha : 0,
    }),
    writeOrderCapability(),
    ...emptyCaches,
    writePointerCapability({ colourShapes: keptPointerShapes, shapes: keptPointerShapes }),
    writeInputCapability({
      flags:
        inputFlags.scancodes |
        inputFlags.extendedButtons |
        inputFlags.unicode |
        inputFlags.fastPath2 |
        inputFlags.horizontalWheel,
      keyboardLayout: screen.keyboardLayout,
    }),
    writeVirtualChannelCapability(),
    ...clientHabits,
    writeMultifragmentCapability(longestUpdate),
    largePointers,
  ];
}
