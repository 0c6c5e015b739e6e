import type { AccessRequest, Grant } from '@gatehouse/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { revokeGrant } from '../../api/grants.js';
import { sessionQuery } from '../../api/sessions.js';
import { whileNotReached } from '../../api/while-not-reached.js';
import { sentenceNote, sentenceOf } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { clock, dayAndClock } from '../../text/plant-time.js';
import { FactRow } from '../../ui/fact-row.js';
import { IconPlayerStopFilled } from '../../ui/icons.js';
import { MachinePlate } from '../../ui/machine-plate.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { Rich } from '../../ui/rich.js';
import { SignWord, type SignKind } from '../../ui/sign-word.js';
import { useMe } from '../../ui/use-me.js';
import { useNow } from '../../ui/use-now.js';
import { ReviewList } from '../vendor/review-list.js';
import { LiveCard } from './live-card.js';
import { UnsentNote } from './unsent-note.js';

/** The same card once it is decided: what was said, what is open, and the way to end it. */
export function AfterDecision({ request }: { request: AccessRequest }) {
  const now = useNow(5000);
  const me = useMe();
  // One's own plain approval is said in the outcome.
  const others = request.reviews.filter(
    ({ reviewer, verdict, reason }) => reviewer.id !== me.id || verdict !== 'approve' || reason !== null,
  );
  const live = request.grants.find(({ liveSessionId }) => liveSessionId !== null)?.liveSessionId ?? null;
  const session = useQuery({ ...sessionQuery(live ?? ''), enabled: live !== null });
  if (session.data) return <LiveCard session={session.data} />;
  const open = request.grants.filter(({ state }) => state !== 'closed');
  return (
    <>
      <article className="p-body">
        <h1 className="say">
          <Rich of={sentenceOf(request, now)} />
        </h1>
        <p className="say-sub">{sentenceNote(request, now)}</p>
        {request.targets.slice(0, 2).map((target) => (
          <MachinePlate key={target.id} machine={target} />
        ))}
        <dl className="facts">
          <FactRow name={text.approver.answers}>
            <Outcome request={request} now={now} />
            {others.length > 0 && <ReviewList request={{ ...request, reviews: others }} now={now} />}
          </FactRow>
          {request.grants.map((grant) => (
            <FactRow key={grant.id} name={text.approver.access}>
              <GrantStanding grant={grant} now={now} />
            </FactRow>
          ))}
        </dl>
      </article>
      <footer className="p-act">
        {open.length > 0 && <EndAccess grants={open} />}
        <Link className="btn glove2" to="/inbox">
          {text.approver.done}
        </Link>
      </footer>
    </>
  );
}

function Outcome({ request, now }: { request: AccessRequest; now: number }) {
  const me = useMe();
  const when = dayAndClock(request.decidedAt ?? request.answerBy, request.site.timeZone, now);
  const mine = request.reviews.some(
    ({ reviewer, verdict }) => reviewer.id === me.id && verdict === 'approve',
  );
  const outcomes: Record<AccessRequest['state'], [SignKind, string]> = {
    pending: ['must', text.approver.waitsForMore(request.approvals.given, request.approvals.needed)],
    approved: ['safe', mine ? text.approver.youApproved(when) : text.approver.approved(when)],
    denied: ['stop', text.approver.denied(when)],
    expired: ['stop', text.approver.expired(when)],
    withdrawn: ['off', text.approver.withdrawn(request.requester.displayName, when)],
  };
  const [kind, words] = outcomes[request.state];
  return (
    <div>
      <SignWord kind={kind}>{words}</SignWord>
    </div>
  );
}

function GrantStanding({ grant, now }: { grant: Grant; now: number }) {
  const zone = grant.site.timeZone;
  if (grant.state === 'closed') {
    const when = clock(grant.closedAt ?? grant.window.closesAt, zone);
    return (
      <SignWord kind={grant.closeReason === 'revoked' ? 'stop' : 'off'}>
        {grant.closeReason === 'revoked'
          ? text.approver.accessEndedByPlant(when)
          : text.approver.accessEnded(when)}
      </SignWord>
    );
  }
  if (now < Date.parse(grant.window.opensAt))
    return text.approver.opensAt(dayAndClock(grant.window.opensAt, zone, now));
  return text.approver.openNobody;
}

function EndAccess({ grants }: { grants: Grant[] }) {
  const queries = useQueryClient();
  const end = useMutation({
    networkMode: 'always',
    mutationFn: () => Promise.all(grants.map((grant) => whileNotReached(() => revokeGrant(grant.id)))),
    onSettled: () =>
      Promise.all(
        ['access-requests', 'grants', 'sessions'].map((topic) =>
          queries.invalidateQueries({ queryKey: [topic] }),
        ),
      ),
  });
  return (
    <>
      <UnsentNote words={text.approver.notSentEnd} />
      <ProblemNote error={end.error} />
      <button type="button" className="btn end glove" disabled={end.isPending} onClick={() => end.mutate()}>
        <IconPlayerStopFilled className="i" />
        <span>
          {end.isPending ? text.approver.ending : text.approver.end}
          <span className="two">{text.approver.endNote}</span>
        </span>
      </button>
    </>
  );
}
