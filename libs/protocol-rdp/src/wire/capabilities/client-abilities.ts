import type { ConfirmActive } from './confirm-active.js';
import { readBitmapCapability } from './bitmap-capability.js';
import { capabilityTypes } from './capability-set.js';
import { generalFlags, readGeneralCapability } from './general-capability.js';
import { readInputCapability } from './input-capability.js';
import { readMultifragmentCapability } from './multifragment-capability.js';
import { readPointerCapability } from './pointer-capability.js';
import { readVirtualChannelCapability } from './virtual-channel-capability.js';

/** What our server goes by of what a client confirmed. A set that is missing is read as the least it could say. */
export interface ClientAbilities {
  readonly takesFastPathOutput: boolean;
  /** Whether compressed bitmaps may come without TS_CD_HEADER. */
  readonly takesBareBitmaps: boolean;
  readonly bitsPerPixel: number;
  readonly takesResize: boolean;
  readonly skipsAlpha: boolean;
  readonly colourPointerShapes: number;
  /** 0: only colour pointers of 24 bits are understood. */
  readonly pointerShapes: number;
  readonly takesLargePointers: boolean;
  /** Windows input locale; 0 where the client does not say. */
  readonly keyboardLayout: number;
  /** The longest update in fragments, in bytes; 0 where fragments are not understood. */
  readonly longestUpdate: number;
  readonly channelChunkBytes: number;
}

/** @throws MalformedPdu. */
export function readClientAbilities(confirm: ConfirmActive): ClientAbilities {
  const bodyOf = (type: number): Buffer | undefined =>
    confirm.capabilities.find((set) => set.type === type)?.body;
  const [general, bitmap, pointer] = [
    bodyOf(capabilityTypes.general),
    bodyOf(capabilityTypes.bitmap),
    bodyOf(capabilityTypes.pointer),
  ];
  const [input, fragments, channel, large] = [
    bodyOf(capabilityTypes.input),
    bodyOf(capabilityTypes.multifragmentUpdate),
    bodyOf(capabilityTypes.virtualChannel),
    bodyOf(capabilityTypes.largePointer),
  ];
  const extraFlags = general ? readGeneralCapability(general).extraFlags : 0;
  const picture = bitmap ? readBitmapCapability(bitmap) : null;
  const shapes = pointer ? readPointerCapability(pointer) : null;
  return {
    takesFastPathOutput: (extraFlags & generalFlags.fastPathOutput) !== 0,
    takesBareBitmaps: (extraFlags & generalFlags.noBitmapCompressionHeader) !== 0,
    bitsPerPixel: picture?.bitsPerPixel ?? 8,
    takesResize: picture?.takesResize ?? false,
    skipsAlpha: ((picture?.drawingFlags ?? 0) & 0x08) !== 0,
    colourPointerShapes: shapes?.colourShapes ?? 0,
    pointerShapes: shapes?.shapes ?? 0,
    takesLargePointers: large !== undefined && ((large[0] ?? 0) & 1) !== 0,
    keyboardLayout: input ? readInputCapability(input).keyboardLayout : 0,
    longestUpdate: fragments ? readMultifragmentCapability(fragments) : 0,
    channelChunkBytes: channel ? readVirtualChannelCapability(channel) : 1600,
  };
}
