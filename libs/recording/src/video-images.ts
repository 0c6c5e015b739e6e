import { RecordedDesktop } from './desktop/recorded-desktop.js';
import { type DesktopImage, scaleDown } from './desktop/scale-down.js';
import type { RecordingReader } from './replay.js';

export interface VideoImage {
  readonly atMs: number;
  /** The same object as before while nothing changes. All have the size of the first. */
  readonly image: DesktopImage;
}

/**
 * The recorded desktop at a steady rate, from the first moment at which it shows something to the end; the pointer is
 * drawn. A later picture of another size is fitted into the size of the first.
 */
export async function* videoImages(
  reader: RecordingReader,
  framesPerSecond: number,
): AsyncGenerator<VideoImage, void> {
  const everyMs = 1000 / framesPerSecond;
  const desktop = new RecordedDesktop();
  let size: { width: number; height: number } | null = null;
  let shown: DesktopImage | null = null;
  let hasChanged = false;
  let startMs = 0;
  let count = 0;
  const current = (): DesktopImage | null => {
    const image = hasChanged ? desktop.image() : shown;
    if (image) size ??= { width: image.width, height: image.height };
    if (hasChanged) shown = image && size && fitted(image, size);
    hasChanged = false;
    return shown;
  };
  for await (const frame of reader.frames()) {
    if (frame.isState) continue;
    while (shown && startMs + count * everyMs < frame.atMs) {
      yield { atMs: startMs + count * everyMs, image: current() ?? shown };
      count += 1;
    }
    hasChanged = desktop.show(frame) || hasChanged;
    if (!shown && current()) startMs = frame.atMs;
  }
  while (shown && startMs + count * everyMs <= Math.max(startMs, reader.durationMs)) {
    yield { atMs: startMs + count * everyMs, image: current() ?? shown };
    count += 1;
  }
}

function fitted(image: DesktopImage, { width, height }: { width: number; height: number }): DesktopImage {
  if (image.width === width && image.height === height) return image;
  const part = scaleDown(image, width, height);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < part.height; y += 1)
    rgba.set(part.rgba.subarray(y * part.width * 4, (y + 1) * part.width * 4), y * width * 4);
  return { width, height, rgba };
}
