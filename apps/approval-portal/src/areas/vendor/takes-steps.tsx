import type { AccessWindow, DryRunAnswer } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { clockWithSeconds, dayAndClock } from '../../text/plant-time.js';
import { duration } from '../../text/spans.js';
import { useNow } from '../../ui/use-now.js';

export function TakesSteps({
  answer,
  window,
  zone,
}: {
  answer: DryRunAnswer;
  window: AccessWindow;
  zone: string;
}) {
  const now = useNow(30_000);
  if (answer.decision.outcome !== 'allow') return null;
  const { obligations } = answer.decision;
  const needed = obligations.reviewersNeeded.reduce((sum, { count }) => sum + count, 0);
  const until = dayAndClock(obligations.answerBy, zone, now);
  return (
    <ol className="steps">
      <li>
        <b>{needed === 1 ? text.vendor.stepApprove : text.vendor.stepApproveMany(needed)}</b>
        <span>
          {answer.reviewers.length === 0
            ? text.vendor.stepApproveNobody(until)
            : text.vendor.stepApproveWho(answer.reviewers.join(', '), until)}
        </span>
      </li>
      <li>
        <b>{text.vendor.stepConnect}</b>
        <span>
          {text.vendor.stepConnectWhen(
            dayAndClock(window.opensAt, zone, now),
            clockWithSeconds(window.closesAt, zone),
          )}
        </span>
      </li>
      <li>
        <b>{obligations.recordInput ? text.vendor.stepRecord : text.vendor.stepRecordScreen}</b>
        <span>
          {text.vendor.stepRecordNote} {text.vendor.stepIdle(duration(obligations.idleSeconds * 1000))}
        </span>
      </li>
    </ol>
  );
}
