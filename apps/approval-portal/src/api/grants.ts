import {
  ConnectTicketAnswer,
  Grant,
  listOf,
  ViewerPasswordAnswer,
  ViewerTokenAnswer,
} from '@gatehouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';

export const grantsQuery = queryOptions({
  queryKey: ['grants', 'list'],
  queryFn: ({ signal }) => call({ path: '/api/grants', answer: listOf(Grant), signal }),
});

export const grantQuery = (id: string) =>
  queryOptions({
    queryKey: ['grants', 'one', id],
    queryFn: ({ signal }) => call({ path: `/api/grants/${id}`, answer: Grant, signal }),
  });

/** Ends access for good: the session that runs, and every later connect. */
export const revokeGrant = (id: string, reason?: string) =>
  call({ method: 'POST', path: `/api/grants/${id}/revoke`, body: reason ? { reason } : {}, answer: Grant });

/** One use, about a minute; asks for a code where the rules want one. */
export const takeConnectTicket = (grantId: string) =>
  call({
    method: 'POST',
    path: `/api/grants/${grantId}/connect-tickets`,
    body: {},
    answer: ConnectTicketAnswer,
  });

/** For a person's own viewer: one use, about a minute; asks for a code where the rules want one. */
export const takeViewerToken = (grantId: string) =>
  call({ method: 'POST', path: `/api/grants/${grantId}/viewer-tokens`, body: {}, answer: ViewerTokenAnswer });

/** As `takeViewerToken`, for a viewer that signs in by a password alone, in clear. */
export const takeViewerPassword = (grantId: string) =>
  call({
    method: 'POST',
    path: `/api/grants/${grantId}/viewer-passwords`,
    body: {},
    answer: ViewerPasswordAnswer,
  });
