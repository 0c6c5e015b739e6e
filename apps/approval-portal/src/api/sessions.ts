import { Dossier, listOf, Session } from '@gatehouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';
import { serverNow } from './server-clock.js';
import { AnswerNotUnderstood, GatewayNotReached } from './problem-error.js';
import { problemOf } from './read-answer.js';
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

/**
 * The screen of a running desktop session in small, taken again while it is looked at. Null while there is none: the
 * machine has shown nothing yet, or the recording lies on another node.
 */
export const thumbnailQuery = (id: string) =>
  queryOptions({
    queryKey: ['session-thumbnail', id],
    staleTime: 0,
    refetchInterval: 4_000,
    queryFn: async ({ signal }): Promise<{ image: Blob; takenAt: number } | null> => {
      const path = `/api/sessions/${id}/thumbnail`;
      const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', signal }).catch(
        (error: unknown) => {
          if (signal.aborted) throw error;
          throw new GatewayNotReached();
        },
      );
      if (response.status === 404) return null;
      if (!response.ok) throw problemOf({ path, status: response.status, text: '' }, await bodyOf(response));
      const image = await response.blob();
      if (image.type !== 'image/png') throw new AnswerNotUnderstood(path, 'not a PNG');
      return { image, takenAt: serverNow() };
    },
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

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text()) as unknown;
  } catch {
    return undefined;
  }
}
