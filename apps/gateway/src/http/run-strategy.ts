import type { IncomingMessage } from 'node:http';

/** The part of a passport strategy that judges a request. */
export interface RunnableStrategy {
  authenticate(request: IncomingMessage, options?: object): void;
}

/**
 * Asks a passport strategy who a request is from; null when it says nobody. Trap: passport keeps its strategies by
 * name for the whole process, so of two gateways in one process its own middleware would ask the later one for both.
 * @throws what the strategy threw.
 */
export function runStrategy<User>(
  strategy: RunnableStrategy,
  request: IncomingMessage,
): Promise<User | null> {
  return new Promise((resolve, reject) => {
    // A strategy reports through methods that passport puts on a copy of it, one copy for each request.
    const copy = Object.assign(Object.create(strategy) as RunnableStrategy, {
      success: (user: User) => resolve(user),
      fail: () => resolve(null),
      pass: () => resolve(null),
      error: reject,
    });
    copy.authenticate(request, {});
  });
}
