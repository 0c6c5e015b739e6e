import type { RecordingTimeline } from '@gatehouse/contracts';
import type { KeyboardEvent, PointerEvent } from 'react';
import { text } from '../text/en.js';
import { clock, clockWithSeconds, offsetMinutes } from '../text/plant-time.js';
import { duration, position } from '../text/spans.js';
import {
  IconAlertTriangle,
  IconClipboard,
  IconKeyboardOff,
  IconLogin2,
  IconLogout,
  IconMessage,
  IconPointFilled,
} from '../ui/icons.js';
import { activityHeights, heaped, shareAt, ticks } from './timeline-maths.js';

export interface Mark {
  atMs: number;
  kind: string;
  text: string;
}

/** Activity, idle, events, gaps and hits over the length of the recording. Marks are buttons in time order. */
export function PlayerTimeline(props: {
  timeline: RecordingTimeline;
  zone: string;
  positionMs: number;
  gaps: readonly Mark[];
  /** Null where nothing can be searched. */
  hits: readonly { atMs: number }[] | null;
  onSeek: (atMs: number) => void;
}) {
  const { timeline, zone, positionMs, gaps, hits, onSeek } = props;
  const { durationMs, startedAt } = timeline;
  const start = Date.parse(startedAt);
  const percent = (atMs: number) => `${shareAt(atMs, durationMs) * 100}%`;
  const scale = ticks(start, durationMs, offsetMinutes(zone, start));
  const marks: Mark[] = [...timeline.events, ...gaps];
  const press = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    onSeek(((event.clientX - box.left) / box.width) * durationMs);
  };
  const key = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: positionMs - 5000,
      ArrowRight: positionMs + 5000,
      PageUp: positionMs - 60_000,
      PageDown: positionMs + 60_000,
      Home: 0,
      End: durationMs,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(to);
  };
  return (
    <>
      <div className="tl" role="group" aria-label={text.auditor.timeline}>
        <div className="evs">
          {heaped(marks, durationMs).map((heap) => (
            <EventMark
              key={`${heap[0]?.atMs} ${heap[0]?.kind}`}
              heap={heap}
              left={percent(heap[0]?.atMs ?? 0)}
              time={(atMs) => clock(start + atMs, zone)}
              onSeek={onSeek}
            />
          ))}
        </div>
        <div
          className="trk"
          role="slider"
          tabIndex={0}
          aria-label={text.auditor.seek}
          aria-valuemin={0}
          aria-valuemax={Math.round(durationMs / 1000)}
          aria-valuenow={Math.round(positionMs / 1000)}
          aria-valuetext={`${clockWithSeconds(start + positionMs, zone)}, ${position(positionMs)}`}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            press(event);
          }}
          onPointerMove={press}
          onKeyDown={key}
        >
          <div className="act">
            {activityHeights(timeline.activity).map((height, index) => (
              <i key={index} style={{ height: `${height * 100}%` }} />
            ))}
          </div>
          {timeline.idle.map(({ fromMs, untilMs }) => (
            <span
              key={fromMs}
              className="idle"
              style={{ left: percent(fromMs), width: `${shareAt(untilMs - fromMs, durationMs) * 100}%` }}
            >
              {(untilMs - fromMs) / durationMs > 0.068 && (
                <em>{text.auditor.idleFor(duration(untilMs - fromMs))}</em>
              )}
            </span>
          ))}
          {hits?.map((hit, index) => (
            <span key={index} className="hitm" style={{ left: percent(hit.atMs) }} />
          ))}
          {gaps.map((gap) => (
            <span key={gap.atMs} className="gap" style={{ left: percent(gap.atMs) }} />
          ))}
          <span className="head" style={{ left: percent(positionMs) }} />
        </div>
        <div className="ticks" aria-hidden="true">
          {scale.ticks
            .filter(({ share }) => share > 0.02 && share < 0.98)
            .map(({ atMs, share }) => (
              <span key={atMs} style={{ left: `${share * 100}%` }}>
                {scale.step < 60_000 ? clockWithSeconds(start + atMs, zone) : clock(start + atMs, zone)}
              </span>
            ))}
        </div>
      </div>
      <Legend isSearched={hits !== null} />
    </>
  );
}

function EventMark(props: {
  heap: readonly Mark[];
  left: string;
  time: (atMs: number) => string;
  onSeek: (atMs: number) => void;
}) {
  const { heap, left, time, onSeek } = props;
  const [first] = heap;
  if (!first) return null;
  const gap = heap.some(({ kind }) => kind.startsWith('gap'));
  const words = heap.map((mark) => text.auditor.eventAt(time(mark.atMs), mark.text)).join('; ');
  return (
    <button
      type="button"
      className={`ev ${gap ? 'w' : ''}`}
      style={{ left }}
      aria-label={words}
      title={words}
      onClick={() => onSeek(first.atMs)}
    >
      {gap ? (
        <IconAlertTriangle className="i" />
      ) : /clipboard/.test(first.kind) ? (
        <IconClipboard className="i" />
      ) : /frozen|freeze/.test(first.kind) ? (
        <IconKeyboardOff className="i" />
      ) : /message/.test(first.kind) ? (
        <IconMessage className="i" />
      ) : /start|open|connect/.test(first.kind) ? (
        <IconLogin2 className="i" />
      ) : /end|clos|left/.test(first.kind) ? (
        <IconLogout className="i" />
      ) : (
        <IconPointFilled className="i" />
      )}
    </button>
  );
}

function Legend({ isSearched }: { isSearched: boolean }) {
  return (
    <p className="key hint">
      <span>
        <i className="k1" />
        {text.auditor.legendActivity}
      </span>
      <span>
        <i className="k2" />
        {text.auditor.legendIdle}
      </span>
      {isSearched && (
        <span>
          <i className="k3" />
          {text.auditor.legendHit}
        </span>
      )}
      <span>
        <i className="k4" />
        {text.auditor.legendGap}
      </span>
      <span className="kk">
        <kbd>{text.auditor.keySpace}</kbd> {text.auditor.keyPlay} <kbd>← →</kbd> {text.auditor.keyStep}{' '}
        <kbd>E</kbd> {text.auditor.keyEvent}
        {isSearched && (
          <>
            {' '}
            <kbd>/</kbd> {text.auditor.keySearch}
          </>
        )}
      </span>
    </p>
  );
}
