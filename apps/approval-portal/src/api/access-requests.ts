import {
  AccessRequest,
  DryRunAnswer,
  listOf,
  type RequestState,
  type ReviewBody,
  type SubmitRequestBody,
} from '@gatehouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';
import { queryText } from './query-text.js';

export const requestsQuery = (filter: { state?: RequestState } = {}) =>
  queryOptions({
    queryKey: ['access-requests', 'list', filter],
    queryFn: ({ signal }) =>
      call({ path: `/api/access-requests${queryText(filter)}`, answer: listOf(AccessRequest), signal }),
  });

export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ['access-requests', 'one', id],
    queryFn: ({ signal }) => call({ path: `/api/access-requests/${id}`, answer: AccessRequest, signal }),
  });

export const dryRunQuery = (body: SubmitRequestBody) =>
  queryOptions({
    queryKey: ['access-requests', 'dry-run', body],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call({ method: 'POST', path: '/api/access-requests/dry-run', body, answer: DryRunAnswer, signal }),
  });

export const submitRequest = (body: SubmitRequestBody) =>
  call({ method: 'POST', path: '/api/access-requests', body, answer: AccessRequest });
export const withdrawRequest = (id: string) =>
  call({ method: 'POST', path: `/api/access-requests/${id}/withdraw`, answer: AccessRequest });
export const reviewRequest = (id: string, body: ReviewBody) =>
  call({ method: 'POST', path: `/api/access-requests/${id}/reviews`, body, answer: AccessRequest });
