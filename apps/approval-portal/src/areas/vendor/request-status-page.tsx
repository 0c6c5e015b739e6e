import './vendor.css';
import type { AccessRequest } from '@gatehouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { withdrawRequest } from '../../api/access-requests.js';
import { sentenceNote, sentenceOf } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { dayAndClock } from '../../text/plant-time.js';
import { FactRow } from '../../ui/fact-row.js';
import { IconPhone } from '../../ui/icons.js';
import { MachinePlate } from '../../ui/machine-plate.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { Rich } from '../../ui/rich.js';
import { SignWord } from '../../ui/sign-word.js';
import { UnprovableIdentity } from '../../ui/unprovable-identity.js';
import { WeakEncryption } from '../../ui/weak-encryption.js';
import { useNow } from '../../ui/use-now.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { GrantCard } from './grant-card.js';
import { RequestStanding } from './request-standing.js';
import { ReviewList } from './review-list.js';

/** The requester's own view of one request: how it stands, who answered what, and what can be done now. */
export function RequestStatusPage({ request }: { request: AccessRequest }) {
  usePageTitle(text.vendor.status);
  const now = useNow(15_000);
  const zone = request.site.timeZone;
  const open = request.grants.filter((grant) => grant.state !== 'closed');
  return (
    <main className="stat">
      <section className="panel pad-l">
        <h1 className="say">
          <Rich of={sentenceOf(request, now)} />
        </h1>
        <p className="say-sub">{sentenceNote(request, now)}</p>
        {request.targets.map((target) => (
          <MachinePlate key={target.id} machine={target} place={request.site.name} />
        ))}
        <div className="standing">
          {request.state === 'pending' && <SignWord kind="must">{text.request.states.pending}</SignWord>}
          <RequestStanding request={request} now={now} />
        </div>
        {request.blockers.length > 0 && (
          <ul className="against">
            {request.blockers.map((blocker) => (
              <li key={blocker.code} className="stop-ink">
                {blocker.message}
              </li>
            ))}
          </ul>
        )}
        <dl className="facts">
          <FactRow name={text.vendor.yourWords}>
            <q>{request.purpose}</q>
          </FactRow>
          <FactRow name={text.vendor.rightsAsked}>
            {text.request.rights(request.rights)}.{' '}
            {request.workOrder === null ? text.vendor.noWorkOrder : text.vendor.workOrder(request.workOrder)}
          </FactRow>
          {request.targets.map(
            ({ id, assetTag, identity }) =>
              identity === 'unprovable' && (
                <FactRow key={id} name={text.request.identity}>
                  {request.targets.length > 1 && <b className="tag">{assetTag}</b>}
                  <UnprovableIdentity />
                </FactRow>
              ),
          )}
          {request.targets.map(
            ({ id, weakAlgorithms }) =>
              weakAlgorithms !== null && (
                <FactRow key={id} name={text.request.encryption}>
                  <WeakEncryption weak={weakAlgorithms} zone={zone} />
                </FactRow>
              ),
          )}
          <FactRow name={text.vendor.answers}>
            <ReviewList request={request} now={now} />
          </FactRow>
          {request.state === 'pending' && (
            <FactRow name={text.vendor.answerBy}>{dayAndClock(request.answerBy, zone, now)}</FactRow>
          )}
        </dl>
        <Actions request={request} />
      </section>
      {open.length > 0 && (
        <section>
          <h2 className="sec">{text.vendor.yourAccess}</h2>
          {open.map((grant) => (
            <GrantCard key={grant.id} grant={grant} />
          ))}
        </section>
      )}
    </main>
  );
}

function Actions({ request }: { request: AccessRequest }) {
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => withdrawRequest(request.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['access-requests'] }),
  });
  const phone = request.site.controlRoomPhone;
  return (
    <>
      <ProblemNote error={withdraw.error} />
      {sure && <p>{text.vendor.withdrawSure}</p>}
      <div className="stat-acts">
        {phone !== null && request.state === 'pending' && !sure && (
          <a className="btn" href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
            <IconPhone className="i" /> {text.vendor.callControlRoom}
          </a>
        )}
        {request.may.withdraw && !sure && (
          <button type="button" className="btn" onClick={() => setSure(true)}>
            {text.vendor.withdraw}
          </button>
        )}
        {request.may.withdraw && sure && (
          <>
            <button
              type="button"
              className="btn deny"
              onClick={() => withdraw.mutate()}
              disabled={withdraw.isPending}
            >
              {text.vendor.withdraw}
            </button>
            <button type="button" className="btn" onClick={() => setSure(false)}>
              {text.vendor.keepIt}
            </button>
          </>
        )}
        {request.state !== 'pending' && (
          <Link className="btn" to="/requests/new" state={{ again: request }}>
            {text.vendor.askAgain}
          </Link>
        )}
      </div>
    </>
  );
}
