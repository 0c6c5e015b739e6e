import { text } from '../text/en.js';
import { IconArrowsMaximize, IconArrowsMinimize } from '../ui/icons.js';
import type { DesktopSize } from './frame-messages.js';

/** One press shows a desktop pixel for pixel, the next one as a whole again. */
export function DesktopSizeButton(props: { size: DesktopSize; onChange: (size: DesktopSize) => void }) {
  const isFit = props.size === 'fit';
  return (
    <button
      type="button"
      className="btn size-b"
      aria-pressed={!isFit}
      onClick={() => props.onChange(isFit ? 'actual' : 'fit')}
    >
      {isFit ? <IconArrowsMaximize className="i" /> : <IconArrowsMinimize className="i" />}
      {isFit ? text.desktop.actual : text.desktop.fit}
    </button>
  );
}
