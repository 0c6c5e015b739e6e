import './approver.css';
import type { AccessRequest } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { requestsQuery } from '../../api/access-requests.js';
import { text } from '../../text/en.js';
import { dayAndClock } from '../../text/plant-time.js';
import { IconChevronRight } from '../../ui/icons.js';
import { useNow } from '../../ui/use-now.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AfterDecision } from './after-decision.js';
import { CardDetails } from './card-details.js';
import { DecisionCard } from './decision-card.js';
import { PhoneLine } from './phone-line.js';

/** A request as an approver meets it: the card, and beside it on a wide screen everything that stands behind it. */
export function CardPage({ request }: { request: AccessRequest }) {
  usePageTitle(text.approver.card);
  const now = useNow(30_000);
  const pending = request.state === 'pending';
  return (
    <div className="decide">
      <main className={`phone ${isDense(request) ? 'risky' : ''}`}>
        <PhoneLine
          site={request.site}
          {...(pending
            ? { due: text.approver.answerBy(dayAndClock(request.answerBy, request.site.timeZone, now)) }
            : {})}
        >
          <NextWaiting id={request.id} />
        </PhoneLine>
        {pending ? <DecisionCard request={request} /> : <AfterDecision request={request} />}
      </main>
      <CardDetails request={request} />
    </div>
  );
}

function NextWaiting({ id }: { id: string }) {
  const waiting = useQuery(requestsQuery({ state: 'pending' }));
  const mine = (waiting.data?.items ?? []).filter((request) => request.may.review);
  const index = mine.findIndex((request) => request.id === id);
  const next = mine[(index + 1) % mine.length];
  if (index < 0 || mine.length < 2 || !next)
    return (
      <Link className="go" to="/inbox">
        {text.approver.backToInbox} <IconChevronRight className="i" />
      </Link>
    );
  return (
    <Link
      className="go"
      to={`/requests/${next.id}`}
      aria-label={text.approver.nextOf(index + 1, mine.length)}
    >
      {text.approver.ofMany(index + 1, mine.length)} <IconChevronRight className="i" />
    </Link>
  );
}

/** A card with more to say than usual takes smaller letters, so that it still fits a phone without scrolling. */
function isDense({ blockers, targets, plannedChange, requester }: AccessRequest): boolean {
  const risky = targets.some(({ criticality }) => criticality === 'critical' || criticality === 'high');
  return (
    blockers.length > 0 || targets.length > 1 || risky || plannedChange || requester.earlierVisits.count === 0
  );
}
