import type { Session } from '@gatehouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { endSession, freezeSession, sessionQuery, unfreezeSession } from '../../api/sessions.js';
import { whileNotReached } from '../../api/while-not-reached.js';

/** What a person of the plant may order for a running session. What stops is sent until the gateway is reached. */
export function useLiveOrders(session: Session) {
  const queries = useQueryClient();
  const took = (now: Session) => queries.setQueryData(sessionQuery(session.id).queryKey, now);
  const settled = () =>
    Promise.all(
      ['sessions', 'grants', 'access-requests'].map((topic) =>
        queries.invalidateQueries({ queryKey: [topic] }),
      ),
    );
  const end = useMutation({
    networkMode: 'always',
    mutationFn: async () => {
      const pressedAt = performance.now();
      const ended = await whileNotReached(() => endSession(session.id));
      return { ended, tookMs: performance.now() - pressedAt };
    },
    onSuccess: ({ ended }) => took(ended),
    onSettled: settled,
  });
  const hold = useMutation({
    networkMode: 'always',
    mutationFn: () => whileNotReached(() => freezeSession(session.id)),
    onSuccess: took,
    onSettled: settled,
  });
  const giveBack = useMutation({
    mutationFn: () => unfreezeSession(session.id),
    onSuccess: took,
    onSettled: settled,
  });
  return { end, hold, giveBack };
}

export type LiveOrders = ReturnType<typeof useLiveOrders>;
