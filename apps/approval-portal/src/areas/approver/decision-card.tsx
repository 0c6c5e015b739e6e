import type { AccessRequest } from '@gatehouse/contracts';
import { useState } from 'react';
import { hasCode } from '../../api/problem-error.js';
import { sentenceNote, sentenceOf } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { IconClockMinus, IconHandStop, IconLock, IconShieldCheck } from '../../ui/icons.js';
import { MachinePlate } from '../../ui/machine-plate.js';
import { Note } from '../../ui/note.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { Rich } from '../../ui/rich.js';
import { useNow } from '../../ui/use-now.js';
import { approveNote, notPossibleNote } from './approve-note.js';
import { DecisionFacts } from './decision-facts.js';
import { DenyDrawer } from './deny-drawer.js';
import { ShorterDrawer } from './shorter-drawer.js';
import { useReview } from './use-review.js';

/** The sentence, the plate, the facts and the answers. Nothing here is focused on load, so Enter decides nothing. */
export function DecisionCard({ request }: { request: AccessRequest }) {
  const now = useNow(15_000);
  const [open, setOpen] = useState<'shorter' | 'deny' | null>(null);
  const review = useReview(request);
  const changed = hasCode(review.error, 'request-changed');
  const blocked = request.blockers.length > 0 || !request.may.review;
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
        <DecisionFacts request={request} now={now} />
      </article>
      <footer className="p-act">
        {changed && <Note kind="warn">{text.approver.changed}</Note>}
        {!changed && !open && <ProblemNote error={review.error} />}
        {blocked ? (
          <button type="button" className="btn glove off" disabled>
            <IconLock className="i" />
            <span>
              {request.may.review ? text.approver.approveNotPossible : text.approver.approveNotYours}
              <span className="two">{notPossibleNote(request)}</span>
            </span>
          </button>
        ) : (
          <button
            type="button"
            className="btn pri glove"
            disabled={review.isPending}
            onClick={() => review.mutate({ verdict: 'approve', contentHash: request.contentHash })}
          >
            <IconShieldCheck className="i" />
            <span>
              {text.approver.approve}
              <span className="two">{approveNote(request)}</span>
            </span>
          </button>
        )}
        {request.may.review && (
          <div className="row">
            <button type="button" className="btn" disabled={blocked} onClick={() => setOpen('shorter')}>
              <IconClockMinus className="i" />
              {text.approver.shorter}
            </button>
            <button type="button" className="btn deny" onClick={() => setOpen('deny')}>
              <IconHandStop className="i" />
              {text.approver.deny}
            </button>
          </div>
        )}
      </footer>
      <ShorterDrawer
        request={request}
        opened={open === 'shorter'}
        onClose={() => setOpen(null)}
        review={review}
      />
      <DenyDrawer request={request} opened={open === 'deny'} onClose={() => setOpen(null)} review={review} />
    </>
  );
}
