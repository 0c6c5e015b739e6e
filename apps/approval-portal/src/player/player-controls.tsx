import type { RecordingTimeline } from '@gatehouse/contracts';
import { text } from '../text/en.js';
import { clockWithSeconds } from '../text/plant-time.js';
import { duration, position } from '../text/spans.js';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
} from '../ui/icons.js';
import { Segmented } from '../ui/segmented.js';
import type { Playback, PlaybackState } from './playback.js';
import type { PlayerAction } from './player-keys.js';
import { idleTotal } from './timeline-maths.js';

const speeds = [1, 2, 4, 8] as const;

export function PlayerControls(props: {
  timeline: RecordingTimeline;
  zone: string;
  state: PlaybackState | null;
  playback: Playback | null;
  onAct: (action: PlayerAction) => void;
}) {
  const { timeline, zone, state, playback, onAct } = props;
  const at = state?.positionMs ?? 0;
  const idle = idleTotal(timeline.idle);
  const playing = state?.playing ?? false;
  return (
    <div className="ctl">
      <button
        type="button"
        className="btn ic"
        aria-label={text.auditor.previousEvent}
        onClick={() => onAct('previous-event')}
      >
        <IconPlayerSkipBack className="i" />
      </button>
      <button
        type="button"
        className="btn pri ic"
        aria-label={playing ? text.auditor.pause : text.auditor.play}
        disabled={playback === null}
        onClick={() => onAct('toggle')}
      >
        {playing ? <IconPlayerPauseFilled className="i" /> : <IconPlayerPlayFilled className="i" />}
      </button>
      <button
        type="button"
        className="btn ic"
        aria-label={text.auditor.nextEvent}
        onClick={() => onAct('next-event')}
      >
        <IconPlayerSkipForward className="i" />
      </button>
      <span className="pos">
        <b>{clockWithSeconds(Date.parse(timeline.startedAt) + at, zone)}</b> {text.auditor.plantTime}{' '}
        <span className="muted">{text.auditor.positionOf(position(at), position(timeline.durationMs))}</span>
      </span>
      <Segmented
        hideLabel
        label={text.auditor.speed}
        value={String(state?.speed ?? 1)}
        onChange={(speed) => playback?.choose({ speed: Number(speed) })}
        segments={speeds.map((speed) => ({ value: String(speed), label: text.auditor.times(speed) }))}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={state?.skipIdle ?? true}
          onChange={(event) => playback?.choose({ skipIdle: event.currentTarget.checked })}
        />
        {idle > 0 ? text.auditor.skipIdle(duration(idle)) : text.auditor.skipIdleNone}
      </label>
      {timeline.channels.length > 1 && (
        <label className="chan">
          {text.auditor.channel}
          <select
            className="in"
            value={state?.channel ?? 0}
            onChange={(event) => playback?.showChannel(Number(event.currentTarget.value))}
          >
            {timeline.channels.map(({ channel, kind }) => (
              <option key={channel} value={channel}>
                {text.auditor.channelName(channel, kind)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
