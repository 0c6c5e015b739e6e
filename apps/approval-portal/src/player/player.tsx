import './player.css';
import type { RecordingTimeline } from '@gatehouse/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { text } from '../text/en.js';
import { clockWithSeconds } from '../text/plant-time.js';
import { Note } from '../ui/note.js';
import { ProblemNote } from '../ui/problem-note.js';
import type { DesktopSize, ToFrame } from './frame-messages.js';
import { actionOf, isElsewhere, type PlayerAction } from './player-keys.js';
import { DesktopPanel } from './desktop-panel.js';
import { PlayerControls } from './player-controls.js';
import { PlayerScreen } from './player-screen.js';
import { PlayerTimeline, type Mark } from './player-timeline.js';
import { SearchPanel, type Hit } from './search-panel.js';
import { neighbour } from './timeline-maths.js';
import { usePlayback } from './use-playback.js';

/** One player for a recording: screen, search beside it, controls and timeline below. */
export function Player({
  timeline,
  zone,
  gaps,
}: {
  timeline: RecordingTimeline;
  zone: string;
  gaps: Mark[];
}) {
  const [draw, setDraw] = useState<((message: ToFrame) => void) | null>(null);
  const [hits, setHits] = useState<readonly Hit[]>([]);
  const [size, setSize] = useState<DesktopSize>('fit');
  const [unreadable, setUnreadable] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const { playback, state } = usePlayback(timeline, draw);
  const startedAt = Date.parse(timeline.startedAt);
  const at = state?.positionMs ?? 0;
  const isDesktop = playback?.isDesktop ?? timeline.channels.some(({ kind }) => kind === 'desktop');
  const marks: Mark[] = [...timeline.events, ...gaps];

  const act = (action: PlayerAction) => {
    if (action === 'search') search.current?.focus();
    if (!playback) return;
    const now = playback.current.positionMs;
    const places = marks.map(({ atMs }) => atMs);
    if (action === 'toggle' && playback.current.playing) playback.pause();
    else if (action === 'toggle') playback.play();
    if (action === 'back') playback.seek(now - 5000);
    if (action === 'on') playback.seek(now + 5000);
    if (action === 'next-event') playback.seek(neighbour(places, now, 1) ?? timeline.durationMs);
    if (action === 'previous-event') playback.seek(neighbour(places, now, -1) ?? 0);
  };
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const action = actionOf(event);
      if (action === null || isElsewhere(event.target, action)) return;
      event.preventDefault();
      latest.current(action);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  const showHit = useCallback(
    (hit: Hit, words: string) => {
      playback?.seek(hit.atMs + 1);
      // The words are on the screen once the frames up to there are drawn.
      setTimeout(() => draw?.({ type: 'find', line: hit.text, text: words }), 350);
    },
    [playback, draw],
  );
  return (
    <>
      <div className="mid">
        <div className="screen-place" data-loading={state?.loading ?? true}>
          <PlayerScreen
            title={(isDesktop ? text.desktop.replayScreen : text.auditor.screen)(
              clockWithSeconds(startedAt + at, zone),
            )}
            onUnreadable={() => setUnreadable(true)}
            onReady={(ready) => setDraw(() => ready)}
            onKey={(key) => {
              const action = actionOf(key);
              if (action) act(action);
            }}
          />
          {unreadable && (
            <div className="screen-note">
              <Note kind="warn">{text.watch.unreadable}</Note>
            </div>
          )}
          {state?.error !== null && state !== null && (
            <div className="screen-note">
              <ProblemNote error={state.error} onRetry={() => playback?.seek(at)} />
            </div>
          )}
        </div>
        {isDesktop ? (
          <DesktopPanel
            recordingId={timeline.recordingId}
            startedAt={startedAt}
            zone={zone}
            positionMs={at}
            size={size}
            onSize={(next) => {
              setSize(next);
              draw?.({ type: 'desktop-size', size: next });
            }}
          />
        ) : (
          <SearchPanel
            ref={search}
            recordingId={timeline.recordingId}
            startedAt={startedAt}
            zone={zone}
            positionMs={at}
            onHits={setHits}
            onShow={showHit}
          />
        )}
      </div>
      <div className="player">
        <PlayerControls timeline={timeline} zone={zone} state={state} playback={playback} onAct={act} />
        <PlayerTimeline
          timeline={timeline}
          zone={zone}
          positionMs={at}
          gaps={gaps}
          hits={isDesktop ? null : hits}
          onSeek={(to) => playback?.seek(to)}
        />
      </div>
    </>
  );
}
