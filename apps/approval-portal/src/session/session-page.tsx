import './session.css';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { grantQuery } from '../api/grants.js';
import { isDesktop } from '../api/is-desktop.js';
import { serverNow } from '../api/server-clock.js';
import { text } from '../text/en.js';
import { dayAndClock } from '../text/plant-time.js';
import { EmptyState } from '../ui/empty-state.js';
import { LoadingRows } from '../ui/list-of.js';
import { ProblemNote } from '../ui/problem-note.js';
import { usePageTitle } from '../ui/use-page-title.js';
import { EndPage } from './end-page.js';
import type { Ended } from './session-socket.js';

/** Each brings a viewer of its own, fetched only where it is used. */
const LiveSession = lazy(async () => ({ default: (await import('./live-session.js')).LiveSession }));
const LiveDesktop = lazy(async () => ({ default: (await import('./desktop/live-desktop.js')).LiveDesktop }));

export interface SessionEnd {
  /** Null: the socket went away without a word. */
  message: Ended | null;
  /** The session that had begun, to read its end where the socket did not say it. */
  sessionId: string | null;
  at: number;
}

/** Connect: the machine's plate first, then its terminal or screen, then one page that says what ended it. */
export function SessionPage() {
  const { grantId = '' } = useParams();
  const grant = useQuery({ ...grantQuery(grantId), staleTime: 60_000 });
  const [end, setEnd] = useState<SessionEnd | null>(null);
  const [round, setRound] = useState(0);
  /** News that the access is closed may come before the terminal's own last word, which says why. */
  const [running, setRunning] = useState(false);
  const isScreen = grant.data !== undefined && isDesktop(grant.data.target.protocol);
  usePageTitle((isScreen ? text.desktop : text.session).page(grant.data?.target.assetTag ?? ''));
  if (!grant.data)
    return (
      <main className="plain">
        {grant.error ? (
          <ProblemNote error={grant.error} onRetry={() => void grant.refetch()} />
        ) : (
          <LoadingRows rows={2} />
        )}
      </main>
    );
  if (end)
    return (
      <EndPage
        grant={grant.data}
        end={end}
        onAgain={() => {
          setEnd(null);
          setRound(round + 1);
        }}
      />
    );
  const { window, state, site } = grant.data;
  const now = serverNow();
  const notYet = now < Date.parse(window.opensAt);
  if (!running && (state === 'closed' || notYet || now >= Date.parse(window.closesAt)))
    return (
      <main className="plain">
        <EmptyState
          action={
            <Link className="btn" to="/home">
              {text.session.toHome}
            </Link>
          }
        >
          {notYet && state !== 'closed'
            ? text.session.notYet(dayAndClock(window.opensAt, site.timeZone, now))
            : text.session.closed}
        </EmptyState>
      </main>
    );
  const Live = isScreen ? LiveDesktop : LiveSession;
  return (
    <Suspense
      fallback={
        <main className="plain">
          <LoadingRows rows={2} />
        </main>
      }
    >
      <Live
        key={round}
        grant={grant.data}
        onReady={() => setRunning(true)}
        onEnd={(message, sessionId) => {
          setRunning(false);
          setEnd({ message, sessionId, at: serverNow() });
        }}
      />
    </Suspense>
  );
}
