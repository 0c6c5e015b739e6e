import './approver.css';
import './watch.css';
import type { Session } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router-dom';
import { sessionQuery } from '../../api/sessions.js';
import { LiveScreen } from '../../player/live-screen.js';
import { text } from '../../text/en.js';
import { countdown } from '../../text/spans.js';
import { IconArrowLeft } from '../../ui/icons.js';
import { LoadingRows } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { useNow } from '../../ui/use-now.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { EndedCard } from './ended-card.js';
import { HeldStrip } from './held-strip.js';
import { LiveActions } from './live-actions.js';
import { useLiveOrders } from './use-live-orders.js';

/** The screen of a running session, full size, with what stops it below. */
export function WatchPage() {
  const { id = '' } = useParams();
  const session = useQuery({ ...sessionQuery(id), refetchInterval: 15_000 });
  usePageTitle(text.watch.page(session.data?.target.assetTag ?? ''));
  if (session.data) return <Watch key={id} session={session.data} />;
  return (
    <main className="plain">
      {session.error ? (
        <ProblemNote error={session.error} onRetry={() => void session.refetch()} />
      ) : (
        <LoadingRows rows={4} />
      )}
    </main>
  );
}

function Watch({ session }: { session: Session }) {
  const now = useNow(1000);
  const orders = useLiveOrders(session);
  const { target, person } = session;
  if (session.state === 'terminated')
    return (
      <main className="phone alone">
        <EndedCard session={session} tookMs={orders.end.data?.tookMs ?? null} />
      </main>
    );
  return (
    <main className="watch">
      <header className="watch-t">
        <Link className="btn ic" to={`/live/${session.id}`} aria-label={text.watch.back}>
          <IconArrowLeft className="i" />
        </Link>
        <h1>
          <span className="tag">{target.assetTag}</span> {person.displayName}
        </h1>
        <span className="watch-c" role="timer">
          {countdown(Date.parse(session.endsBy) - now)}
        </span>
      </header>
      <LiveScreen sessionId={session.id} machine={target.assetName} />
      <footer className="p-act">
        <HeldStrip session={session} />
        <LiveActions session={session} orders={orders} watching />
        <p className="hint ends">{text.watch.seen}</p>
      </footer>
    </main>
  );
}
