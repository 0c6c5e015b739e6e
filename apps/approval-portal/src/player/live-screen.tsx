import { useRef, useState } from 'react';
import { text } from '../text/en.js';
import { SignWord } from '../ui/sign-word.js';
import { DesktopSizeButton } from './desktop-size-button.js';
import './player.css';
import { PlayerScreen } from './player-screen.js';
import type { DesktopSize } from './frame-messages.js';
import { type LiveFrame, useWatch, type WatchState } from './use-watch.js';

/** The screen of a running session, drawn where recordings are: in a frame that can reach nothing. */
export function LiveScreen({ sessionId, machine }: { sessionId: string; machine: string }) {
  const [frame, setFrame] = useState<LiveFrame | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [size, setSize] = useState<DesktopSize>('fit');
  const [unreadable, setUnreadable] = useState(false);
  const waiting = useRef(new Map<number, () => void>());
  const asked = useRef(0);
  const { state, channels, shown, isDesktop, passedOver } = useWatch(sessionId, frame, chosen);
  return (
    <section className="watch-s" aria-label={text.watch.screen(machine)}>
      <div className="watch-h" role="status">
        <LinkWord state={state} />
        {passedOver && <span className="muted">{text.watch.passedOver}</span>}
        {unreadable && <SignWord kind="warn">{text.watch.unreadable}</SignWord>}
        {isDesktop && (
          <DesktopSizeButton
            size={size}
            onChange={(next) => {
              setSize(next);
              frame?.draw({ type: 'desktop-size', size: next });
            }}
          />
        )}
        {channels.length > 1 && (
          <label className="chan">
            {text.auditor.channel}
            <select
              className="in"
              value={chosen ?? shown ?? 0}
              onChange={(event) => setChosen(Number(event.currentTarget.value))}
            >
              {channels.map(({ channel, kind }) => (
                <option key={channel} value={channel}>
                  {text.auditor.channelName(channel, kind)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div className="screen-place" data-loading={state.link === 'joining'}>
        <PlayerScreen
          title={text.watch.screen(machine)}
          onReady={(draw) =>
            setFrame({
              draw,
              drawn: () => {
                asked.current += 1;
                const id = asked.current;
                return new Promise((resolve) => {
                  waiting.current.set(id, resolve);
                  draw({ type: 'sync', id });
                });
              },
            })
          }
          onKey={() => undefined}
          onUnreadable={() => setUnreadable(true)}
          onDrawn={(id) => {
            waiting.current.get(id)?.();
            waiting.current.delete(id);
          }}
        />
      </div>
    </section>
  );
}

function LinkWord({ state }: { state: WatchState }) {
  switch (state.link) {
    case 'live':
      return <SignWord kind="rec">{text.watch.live}</SignWord>;
    case 'joining':
      return <SignWord kind="off">{text.watch.joining}</SignWord>;
    case 'lost':
      return <SignWord kind="warn">{text.watch.lost}</SignWord>;
    case 'over':
      return <SignWord kind="off">{text.watch.over}</SignWord>;
    case 'refused':
      return <SignWord kind="stop">{state.text}</SignWord>;
  }
}
