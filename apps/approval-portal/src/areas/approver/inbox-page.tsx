import './approver.css';
import type { AccessRequest, Grant, Session } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { requestsQuery } from '../../api/access-requests.js';
import { grantsQuery } from '../../api/grants.js';
import { sessionsQuery } from '../../api/sessions.js';
import { sentenceOf } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { dayAndClock } from '../../text/plant-time.js';
import { countdown } from '../../text/spans.js';
import { EmptyState } from '../../ui/empty-state.js';
import { IconChevronRight } from '../../ui/icons.js';
import { ListOf } from '../../ui/list-of.js';
import { MachineDrawing } from '../../ui/machine-plate.js';
import { Rich } from '../../ui/rich.js';
import { SignWord } from '../../ui/sign-word.js';
import { useNow } from '../../ui/use-now.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { PeopleToConfirm } from './people-to-confirm.js';

export function InboxPage() {
  usePageTitle(text.approver.inbox);
  const now = useNow(1000);
  const pending = useQuery(requestsQuery({ state: 'pending' }));
  const live = useQuery(sessionsQuery({ live: true }));
  const grants = useQuery(grantsQuery);
  const next = (grants.data?.items ?? [])
    .filter(({ state, window }) => state !== 'closed' && Date.parse(window.opensAt) > now)
    .sort((one, other) => one.window.opensAt.localeCompare(other.window.opensAt));
  const mine = { ...pending, data: only(pending.data, (request) => request.may.review) };
  const others = (pending.data?.items ?? []).filter((request) => !request.may.review);
  return (
    <main className="inbox">
      <section>
        <h1>{text.approver.waitingForYou}</h1>
        <ListOf query={mine} empty={<EmptyState>{emptyWords(next[0], now)}</EmptyState>}>
          {(items) => (
            <ul className="ask-l">
              {items.map((request) => (
                <Ask key={request.id} request={request} now={now} />
              ))}
            </ul>
          )}
        </ListOf>
        {others.length > 0 && (
          <>
            <h2 className="sec">{text.approver.waitsOnOthers}</h2>
            <ul className="ask-l quiet">
              {others.map((request) => (
                <Ask key={request.id} request={request} now={now} />
              ))}
            </ul>
          </>
        )}
      </section>
      <div className="inbox-r">
        <section>
          <h2 className="sec first">{text.approver.inThePlant}</h2>
          <ListOf query={live} rows={1} empty={<EmptyState>{text.approver.nobodyIn}</EmptyState>}>
            {(items) => (
              <ul className="in-l panel">
                {items.map((session) => (
                  <InPlant key={session.id} session={session} now={now} />
                ))}
              </ul>
            )}
          </ListOf>
        </section>
        <PeopleToConfirm />
        {next.length > 0 && (
          <section>
            <h2 className="sec">{text.approver.nextToOpen}</h2>
            <ul className="in-l panel">
              {next.slice(0, 6).map((grant) => (
                <li key={grant.id}>
                  <Link to={`/requests/${grant.requestId}`}>
                    <b className="nowrap">{dayAndClock(grant.window.opensAt, grant.site.timeZone, now)}</b>
                    <span className="tag">{grant.target.assetTag}</span>
                    <span className="muted end">{grant.person.displayName}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </main>
  );
}

function Ask({ request, now }: { request: AccessRequest; now: number }) {
  const [first] = request.targets;
  return (
    <li>
      <Link className="ask panel" to={`/requests/${request.id}`}>
        <span className="ask-m">
          <MachineDrawing name={first?.assetName ?? ''} tag={first?.assetTag ?? ''} />
          <span className="tag">{first?.assetTag}</span>
        </span>
        <span className="ask-s">
          <Rich of={sentenceOf(request, now)} />
        </span>
        <span className="ask-f">
          {request.blockers.length > 0 && <SignWord kind="stop">{request.blockers[0]?.message}</SignWord>}
          {request.requester.earlierVisits.count === 0 && (
            <SignWord kind="warn">{text.approver.firstVisit}</SignWord>
          )}
          {request.targets.some(({ identity }) => identity === 'unprovable') && (
            <SignWord kind="warn">{text.request.unprovable}</SignWord>
          )}
          {request.targets.some(({ weakAlgorithms }) => weakAlgorithms !== null) && (
            <SignWord kind="warn">{text.request.weakEncryption}</SignWord>
          )}
          {request.plannedChange && <SignWord kind="warn">{text.approver.programChanges}</SignWord>}
          <span className="muted">
            {text.approver.answerBy(dayAndClock(request.answerBy, request.site.timeZone, now))}
          </span>
        </span>
        <IconChevronRight className="i ask-go" />
      </Link>
    </li>
  );
}

function InPlant({ session, now }: { session: Session; now: number }) {
  const left = Date.parse(session.endsBy) - now;
  return (
    <li>
      <Link to={`/live/${session.id}`}>
        <span className="in-w">
          <span className="tag">{session.target.assetTag}</span>
          <span className="muted">
            {session.person.displayName}
            {session.person.organisation !== null && `, ${session.person.organisation}`}
          </span>
        </span>
        <span className="end">
          <b className="big">{countdown(left)}</b> <span className="muted">{text.common.left}</span>
        </span>
        <IconChevronRight className="i" />
      </Link>
    </li>
  );
}

function emptyWords(next: Grant | undefined, now: number): string {
  if (!next) return text.approver.nothing;
  return text.approver.nothingNext(
    dayAndClock(next.window.opensAt, next.site.timeZone, now),
    next.target.assetTag,
  );
}

function only<T>(data: { items: T[] } | undefined, keep: (item: T) => boolean): { items: T[] } | undefined {
  return data && { items: data.items.filter(keep) };
}
