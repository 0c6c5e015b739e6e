import type { SessionOutcome } from '@gatehouse/session/plugin';

/** The outcome of a channel whose session is over; why is settled elsewhere. */
export function whenAborted(signal: AbortSignal): Promise<SessionOutcome> {
  return new Promise((resolve) => {
    const aborted = (): void => resolve({ reason: 'error', detail: null, exit: null });
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
  });
}
