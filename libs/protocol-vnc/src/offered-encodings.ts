import { encodings } from '@gatehouse/desktop';

/**
 * What targets are asked for, best first. No quality is named, so that servers leave out all that loses detail. Fences and
 * continuous updates are not asked for: one request for each picture that the engine can take keeps a fast target from
 * running ahead.
 */
export const offeredEncodings: readonly number[] = [
  encodings.copyRect,
  encodings.zrle,
  encodings.tight,
  encodings.hextile,
  encodings.zlib,
  encodings.coRre,
  encodings.rre,
  encodings.raw,
  encodings.desktopSize,
  encodings.extendedDesktopSize,
  encodings.lastRect,
  encodings.desktopName,
  encodings.qemuExtendedKey,
  encodings.cursor,
  encodings.extendedClipboard,
];
