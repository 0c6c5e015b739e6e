import type { AccessRequest, Review } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { clock, windowText } from '../../text/plant-time.js';
import { SignWord } from '../../ui/sign-word.js';

export function ReviewList({ request, now }: { request: AccessRequest; now: number }) {
  if (request.reviews.length === 0) return <span className="muted">{text.vendor.noAnswers}</span>;
  return (
    <ul className="reviews">
      {request.reviews.map((review) => (
        <li key={review.id}>
          <SignWord kind={review.verdict === 'approve' ? 'safe' : 'stop'}>
            {words(request, review, now)}
          </SignWord>
          {review.reason !== null && (
            <div>
              <q>{review.reason}</q>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function words(request: AccessRequest, review: Review, now: number): string {
  const zone = request.site.timeZone;
  const { displayName } = review.reviewer;
  const time = clock(review.reviewedAt, zone);
  if (review.verdict === 'deny') return text.vendor.saidNo(displayName, time);
  const less =
    review.window.opensAt !== request.window.opensAt || review.window.closesAt !== request.window.closesAt;
  return less
    ? text.vendor.saidYesWithLess(displayName, time, windowText(review.window, zone, now))
    : text.vendor.saidYes(displayName, time);
}
