import type { AccessRequest } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { clockWithSeconds, dayAndClock } from '../../text/plant-time.js';
import { duration } from '../../text/spans.js';
import { CriticalityBars } from '../../ui/criticality-bars.js';
import { SignWord } from '../../ui/sign-word.js';
import { UnprovableIdentity } from '../../ui/unprovable-identity.js';
import { WeakEncryption } from '../../ui/weak-encryption.js';
import { useNow } from '../../ui/use-now.js';
import { ReviewList } from '../vendor/review-list.js';

/** Beside the card on a wide screen: what stands behind its facts. */
export function CardDetails({ request }: { request: AccessRequest }) {
  const now = useNow(30_000);
  const zone = request.site.timeZone;
  return (
    <aside className="details" aria-labelledby="details-h">
      <h2 id="details-h">{text.approver.details}</h2>
      {request.targets.map((target) => (
        <section key={target.id} className="panel pad-l">
          <h3 className="tag">{target.assetTag}</h3>
          <dl className="pairs">
            <dt>{text.approver.machine}</dt>
            <dd>
              {target.assetName}, {target.location}
            </dd>
            <dt>{text.approver.zone}</dt>
            <dd>
              {target.zoneName}, {request.site.name}
            </dd>
            <dt>{text.approver.risk}</dt>
            <dd>
              <CriticalityBars criticality={target.criticality} />
            </dd>
            <dt>{text.approver.fingerprint}</dt>
            <dd>
              {target.identity === 'pinned' && target.fingerprint !== null ? (
                <code className="break">{target.fingerprint}</code>
              ) : target.identity === 'unprovable' ? (
                <UnprovableIdentity />
              ) : (
                <SignWord kind="stop">{text.approver.unproven}</SignWord>
              )}
            </dd>
            {target.via.length > 0 && (
              <>
                <dt>{text.approver.via}</dt>
                <dd>{target.via.map(({ name }) => name).join(', ')}</dd>
              </>
            )}
            {target.weakAlgorithms !== null && (
              <>
                <dt>{text.request.encryption}</dt>
                <dd>
                  <WeakEncryption weak={target.weakAlgorithms} zone={zone} />
                </dd>
              </>
            )}
          </dl>
        </section>
      ))}
      <section className="panel pad-l">
        <dl className="pairs">
          <dt>{text.approver.asked}</dt>
          <dd>{`${dayAndClock(request.submittedAt, zone, now)} (${clockWithSeconds(request.submittedAt, zone)})`}</dd>
          <dt>{text.approver.why}</dt>
          <dd className="pre">{request.purpose}</dd>
          <dt>{text.approver.rules}</dt>
          <dd>
            {text.vendor.approvalsSoFar(request.approvals.given, request.approvals.needed)}.{' '}
            {text.approver.idle(duration(request.obligations.idleSeconds * 1000))}.
          </dd>
          <dt>{text.approver.answers}</dt>
          <dd>
            <ReviewList request={request} now={now} />
          </dd>
        </dl>
      </section>
    </aside>
  );
}
