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

/** Input goes nowhere once this is answered; a session that is frozen already stays so. */
export const freezeSession = (id: string) =>
  call({ method: 'POST', path: `/api/sessions/${id}/freeze`, body: {}, answer: Session });

export const unfreezeSession = (id: string) =>
  call({ method: 'POST', path: `/api/sessions/${id}/unfreeze`, body: {}, answer: Session });

export const messageSession = (id: string, words: string) =>
  call({ method: 'POST', path: `/api/sessions/${id}/message`, body: { text: words }, answer: Session });

/** Durable before it closes anything: whoever reconnects is refused. */
export const endSession = (id: string, reason?: string) =>
  call({ method: 'POST', path: `/api/sessions/${id}/end`, body: reason ? { reason } : {}, answer: Session });
