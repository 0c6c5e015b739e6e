import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { requestsQuery } from '../../api/access-requests.js';
import { grantsQuery } from '../../api/grants.js';
import { sessionsQuery } from '../../api/sessions.js';
import { text } from '../../text/en.js';
import { EmptyState } from '../../ui/empty-state.js';
import { LoadingRows } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { useMe } from '../../ui/use-me.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import './vendor.css';
import { GrantCard } from './grant-card.js';
import { PastVisits } from './past-visits.js';
import { RequestRow } from './request-row.js';

/** What a technician comes for: connect when it is open, and see who is asked when it is not. */
export function HomePage() {
  usePageTitle(text.vendor.home);
  const me = useMe();
  const grants = useQuery(grantsQuery);
  const requests = useQuery(requestsQuery());
  const sessions = useQuery(sessionsQuery());
  const mine = (grants.data?.items ?? []).filter(
    (grant) => grant.person.id === me.id && grant.state !== 'closed',
  );
  const asked = (requests.data?.items ?? []).filter((request) => request.requester.id === me.id);
  const waiting = asked.filter((request) => request.state === 'pending');
  const answered = asked
    .filter((request) => ['denied', 'expired', 'withdrawn'].includes(request.state))
    .slice(0, 4);
  return (
    <main className="home">
      <div className="col">
        <div className="home-h">
          <h1>{text.vendor.today}</h1>
          <Link className="btn pri phone-only" to="/requests/new">
            {text.vendor.newRequest}
          </Link>
        </div>
        {grants.error && <ProblemNote error={grants.error} onRetry={() => void grants.refetch()} />}
        {!grants.data && !grants.error && <LoadingRows rows={2} />}
        {grants.data && mine.length === 0 && (
          <EmptyState
            action={
              <Link className="btn pri" to="/requests/new">
                {text.vendor.newRequest}
              </Link>
            }
          >
            {text.vendor.noGrants}
          </EmptyState>
        )}
        {[...mine]
          .sort((one, other) => one.window.opensAt.localeCompare(other.window.opensAt))
          .map((grant) => (
            <GrantCard key={grant.id} grant={grant} />
          ))}
        {requests.error && <ProblemNote error={requests.error} onRetry={() => void requests.refetch()} />}
        {waiting.length > 0 && <Rows title={text.vendor.waiting} requests={waiting} />}
        {answered.length > 0 && <Rows title={text.vendor.answered} requests={answered} />}
      </div>
      <aside className="side">
        <PastVisits
          sessions={(sessions.data?.items ?? []).filter((session) => session.person.id === me.id)}
        />
      </aside>
    </main>
  );
}

function Rows({
  title,
  requests,
}: {
  title: string;
  requests: React.ComponentProps<typeof RequestRow>['request'][];
}) {
  return (
    <section>
      <h2 className="sec">{title}</h2>
      <ul className="pend panel">
        {requests.map((request) => (
          <RequestRow key={request.id} request={request} />
        ))}
      </ul>
    </section>
  );
}
