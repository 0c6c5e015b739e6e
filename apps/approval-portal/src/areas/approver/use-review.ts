import type { AccessRequest, ReviewBody } from '@gatehouse/contracts';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { requestQuery, reviewRequest } from '../../api/access-requests.js';
import { whileNotReached } from '../../api/while-not-reached.js';

export type Reviewing = UseMutationResult<AccessRequest, Error, ReviewBody>;

/**
 * Sends one answer, bound to the text it was read in. A Deny that does not get through is tried again by itself,
 * for stopping may wait in a queue; an Approve is not: it is decided anew when the link is back.
 */
export function useReview(request: AccessRequest): Reviewing {
  const queries = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (body: ReviewBody) =>
      body.verdict === 'deny'
        ? whileNotReached(() => reviewRequest(request.id, body))
        : reviewRequest(request.id, body),
    onSuccess: (answer) => queries.setQueryData(requestQuery(request.id).queryKey, answer),
    onSettled: () => queries.invalidateQueries({ queryKey: ['access-requests'] }),
  });
}
