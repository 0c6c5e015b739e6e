import { type ChangePolicyBody, listOf, type NewPolicyBody, Policy } from '@gatehouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';

export const policiesQuery = queryOptions({
  queryKey: ['policies', 'list'],
  queryFn: ({ signal }) => call({ path: '/api/policies', answer: listOf(Policy), signal }),
});

export const addPolicy = (body: NewPolicyBody) =>
  call({ method: 'POST', path: '/api/policies', body, answer: Policy });
/** Refused as `conflict` when somebody else put a newer revision in force meanwhile. */
export const changePolicy = (id: string, body: ChangePolicyBody) =>
  call({ method: 'PUT', path: `/api/policies/${id}`, body, answer: Policy });
