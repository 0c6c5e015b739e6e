import { earlyCapabilities } from '../wire/gcc/client-core-data.js';
import type { ClientCoreData } from '../wire/gcc/client-core-data.js';

/** Bits of a pixel that pictures are sent with. */
export type ColourDepth = 15 | 16 | 24 | 32;

/** RNS_UD_24BPP_SUPPORT and its like (MS-RDPBCGR section 2.2.1.3.2), the one that loses least first. */
const supported: readonly (readonly [bit: number, depth: ColourDepth])[] = [
  [0x2, 16],
  [0x4, 15],
  [0x1, 24],
];

/**
 * The depth that a client asks for; null where it can only show palettes. One that asks for 8 bits, which old settings do, is served
 * more where it says that it can.
 */
export function chooseColourDepth(core: ClientCoreData): ColourDepth | null {
  const { earlyCapabilityFlags, supportedColourDepths, highColourDepth, postBeta2ColourDepth } = core;
  if (earlyCapabilityFlags & earlyCapabilities.want32Bits && supportedColourDepths & 0x8) return 32;
  // A client from before RDP 5 says it in the older field alone.
  const asked = highColourDepth === 0 ? depthOf(postBeta2ColourDepth) : highColourDepth;
  if (asked === 15 || asked === 16 || asked === 24) return asked;
  return supported.find(([bit]) => supportedColourDepths & bit)?.[1] ?? null;
}

function depthOf(postBeta2ColourDepth: number): number {
  return [4, 8, 15, 16, 24][postBeta2ColourDepth - 0xca00] ?? 0;
}
