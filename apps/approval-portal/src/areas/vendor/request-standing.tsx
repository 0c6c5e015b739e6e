import type { AccessRequest } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { dayAndClock } from '../../text/plant-time.js';
import { duration } from '../../text/spans.js';
import { SignWord } from '../../ui/sign-word.js';

/** How a request stands, in words one can act on. */
export function RequestStanding({ request, now }: { request: AccessRequest; now: number }) {
  const zone = request.site.timeZone;
  const when = (at: string) => dayAndClock(at, zone, now);
  const last = request.reviews.at(-1);
  if (request.state === 'pending')
    return (
      <div>
        <b>{text.vendor.waitsForNobody(duration(now - Date.parse(request.submittedAt)))}</b>
        <span className="muted">
          {request.approvals.needed > 1 &&
            `${text.vendor.approvalsSoFar(request.approvals.given, request.approvals.needed)}. `}
          {text.vendor.lapses(when(request.answerBy))}
        </span>
      </div>
    );
  if (request.state === 'denied')
    return (
      <div>
        <SignWord kind="stop">
          {last
            ? text.vendor.deniedBy(last.reviewer.displayName, when(last.reviewedAt))
            : text.vendor.denied(when(request.decidedAt ?? request.answerBy))}
        </SignWord>
        {(last?.reason ?? request.decidedReason) !== null && (
          <span className="muted">
            <q>{last?.reason ?? request.decidedReason}</q>
          </span>
        )}
      </div>
    );
  if (request.state === 'expired')
    return (
      <div>
        <SignWord kind="stop">{text.vendor.expired(when(request.answerBy))}</SignWord>
      </div>
    );
  if (request.state === 'withdrawn')
    return (
      <div>
        <SignWord kind="off">
          {text.vendor.withdrawn(when(request.decidedAt ?? request.submittedAt))}
        </SignWord>
      </div>
    );
  return (
    <div>
      <SignWord kind="safe">{text.request.states.approved}</SignWord>
    </div>
  );
}
