import { picturePath } from '../api/recordings.js';
import { text } from '../text/en.js';
import { clockWithSeconds } from '../text/plant-time.js';
import { IconPhoto } from '../ui/icons.js';
import { DesktopSizeButton } from './desktop-size-button.js';
import type { DesktopSize } from './frame-messages.js';
import { VideoExport } from './video-export.js';

/** Beside a recorded desktop, where a terminal has its search: how large it is drawn, and what can be taken out of it. */
export function DesktopPanel(props: {
  recordingId: string;
  startedAt: number;
  zone: string;
  positionMs: number;
  size: DesktopSize;
  onSize: (size: DesktopSize) => void;
}) {
  const { recordingId, startedAt, zone, positionMs, size, onSize } = props;
  return (
    <aside className="find shown-as" aria-label={text.desktop.tools}>
      <DesktopSizeButton size={size} onChange={onSize} />
      <a className="btn" href={picturePath(recordingId, positionMs)} download>
        <IconPhoto className="i" /> {text.desktop.pictureOf(clockWithSeconds(startedAt + positionMs, zone))}
      </a>
      <VideoExport recordingId={recordingId} />
      <p className="hint">{text.desktop.noSearch}</p>
    </aside>
  );
}
