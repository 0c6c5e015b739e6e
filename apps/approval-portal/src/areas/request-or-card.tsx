import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';
import { requestQuery } from '../api/access-requests.js';
import { LoadingRows } from '../ui/list-of.js';
import { ProblemNote } from '../ui/problem-note.js';
import { useMe } from '../ui/use-me.js';
import { CardPage } from './approver/card-page.js';
import { RequestStatusPage } from './vendor/request-status-page.js';

/** One address for one request, whoever opens it: its requester sees how it stands, everybody else the card. */
export function RequestOrCard() {
  const { id = '' } = useParams();
  const me = useMe();
  const request = useQuery(requestQuery(id));
  if (!request.data)
    return (
      <main className="plain">
        {request.error ? (
          <ProblemNote error={request.error} onRetry={() => void request.refetch()} />
        ) : (
          <LoadingRows rows={4} />
        )}
      </main>
    );
  if (request.data.requester.id === me.id) return <RequestStatusPage request={request.data} />;
  return <CardPage key={request.data.id} request={request.data} />;
}
