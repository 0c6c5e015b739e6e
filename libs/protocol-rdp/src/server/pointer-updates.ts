import type { CursorShape } from '@gatehouse/screen';
import { encodePointer } from '../pointer/encode-pointer.js';
import type { ClientAbilities } from '../wire/capabilities/client-abilities.js';
import { updateCodes } from '../wire/updates/graphics-update.js';
import type { GraphicsUpdate } from '../wire/updates/graphics-update.js';
import { writePointerShape } from '../wire/updates/pointer-update.js';

/** Larger than the update of any pointer of 96 pixels a side. */
const largestPointerUpdate = 40 * 1024;

/** The pointer of a client (MS-RDPBCGR section 2.2.9.1.1.4): always sent anew, under one number, as a server may. */
export function pointerUpdate(shape: CursorShape, abilities: ClientAbilities): GraphicsUpdate {
  const takesAnyDepth = abilities.pointerShapes > 0;
  // Larger shapes come in fragments, which there are on the fast path only.
  const takesLarge =
    takesAnyDepth &&
    abilities.takesLargePointers &&
    abilities.takesFastPathOutput &&
    abilities.longestUpdate >= largestPointerUpdate;
  const pointer = encodePointer(shape, 0, {
    longestSide: takesLarge ? 96 : 32,
    bitsPerPixel: takesAnyDepth ? 32 : 24,
  });
  if (!pointer) return { code: updateCodes.hiddenPointer, data: Buffer.alloc(0) };
  const code = takesAnyDepth ? updateCodes.newPointer : updateCodes.colourPointer;
  return { code, data: writePointerShape(code, pointer) };
}
