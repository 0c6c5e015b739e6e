import './approver.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router-dom';
import { sessionQuery, sessionsQuery } from '../../api/sessions.js';
import { text } from '../../text/en.js';
import { IconChevronRight } from '../../ui/icons.js';
import { LoadingRows } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { LiveCard } from './live-card.js';
import { PhoneLine } from './phone-line.js';

export function LivePage() {
  usePageTitle(text.approver.live);
  const { id = '' } = useParams();
  const session = useQuery({ ...sessionQuery(id), refetchInterval: 15_000 });
  const live = useQuery(sessionsQuery({ live: true }));
  if (!session.data)
    return (
      <main className="plain">
        {session.error ? (
          <ProblemNote error={session.error} onRetry={() => void session.refetch()} />
        ) : (
          <LoadingRows rows={4} />
        )}
      </main>
    );
  return (
    <main className="phone alone">
      <PhoneLine site={session.data.site}>
        <Link className="go" to="/inbox">
          {text.approver.sessionsCount(live.data?.items.length ?? 0)} <IconChevronRight className="i" />
        </Link>
      </PhoneLine>
      <LiveCard key={id} session={session.data} />
    </main>
  );
}
