import { Dossier, listOf, Session } from '@gatehouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';
import { queryText } from './query-text.js';

export const sessionsQuery = (filter: { live?: true } = {}) =>
  queryOptions({
    queryKey: ['sessions', 'list', filter],
    queryFn: ({ signal }) =>
      call({ path: `/api/sessions${queryText(filter)}`, answer: listOf(Session), signal }),
  });

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ['sessions', 'one', id],
    queryFn: ({ signal }) => call({ path: `/api/sessions/${id}`, answer: Session, signal }),
  });

export const dossierQuery = (id: string) =>
  queryOptions({
    queryKey: ['sessions', 'dossier', id],
    queryFn: ({ signal }) => call({ path: `/api/sessions/${id}/dossier`, answer: Dossier, signal }),
  });

/** Durable before it closes anything: whoever reconnects is refused. */
export const endSession = (id: string, reason?: string) =>
  call({ method: 'POST', path: `/api/sessions/${id}/end`, body: reason ? { reason } : {}, answer: Session });
