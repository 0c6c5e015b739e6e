import { text } from '../text/en.js';
import { countdown, spokenDuration } from '../text/spans.js';

/** Time left of a stretch, as a ring and in figures. Speaks at 15, 5 and 1 minute only. */
export function CountdownRing(props: { leftMs: number; wholeMs: number; opening?: boolean; size?: number }) {
  const { leftMs, wholeMs, opening = false, size = 108 } = props;
  const radius = (size - 9) / 2;
  const round = 2 * Math.PI * radius;
  const share = wholeMs <= 0 ? 0 : Math.min(1, Math.max(0, leftMs / wholeMs));
  const spoken = spokenDuration(leftMs);
  const look = opening ? 'off' : leftMs <= 5 * 60_000 ? 'warn' : '';
  return (
    <div
      className={`ring ${look}`}
      style={{ width: size, height: size }}
      role="timer"
      aria-label={opening ? text.common.opensIn(spoken) : text.common.timeLeft(spoken)}
    >
      <svg viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
        <circle className="t" cx={size / 2} cy={size / 2} r={radius} strokeWidth="9" />
        <circle
          className="v"
          cx={size / 2}
          cy={size / 2}
          r={radius}
          strokeWidth="9"
          strokeDasharray={`${round * share} ${round}`}
          transform={`rotate(-90 ${size / 2} ${size / 2})`}
        />
      </svg>
      <div className="ring-in" aria-hidden="true">
        <b className={leftMs >= 3_600_000 ? 'long' : undefined}>{countdown(leftMs)}</b>
        <span className="small">{opening ? text.common.toOpen : text.common.left}</span>
      </div>
    </div>
  );
}
