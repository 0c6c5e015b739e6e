import type { z } from 'zod';
import { giveFreshFactor } from './fresh-factor.js';
import { GatewayNotReached, hasCode } from './problem-error.js';
import { readAnswer } from './read-answer.js';
import { noteServerDate } from './server-clock.js';
import { signedOut } from './signed-out.js';

export interface Call<T> {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  answer: z.ZodType<T>;
  body?: unknown;
  /** A body that is not JSON, with its type. */
  text?: { type: string; body: string };
  signal?: AbortSignal;
}

/**
 * One call of the API, its answer checked against the contract. Where a fresh second factor is wanted, asks the
 * person for it and then makes the same call again, once.
 * Errors: `ApiProblem`, `GatewayNotReached`, `AnswerNotUnderstood`, `FactorNotGiven`.
 */
export async function call<T>(what: Call<T>): Promise<T> {
  try {
    return await attempt(what);
  } catch (error) {
    if (hasCode(error, 'sign-in-required')) signedOut.announce();
    if (!hasCode(error, 'fresh-factor-required')) throw error;
    await giveFreshFactor();
    return attempt(what);
  }
}

/** The same without the second try: for sign-in itself and for the call that gives the factor. */
export async function attempt<T>({ method = 'GET', path, answer, body, text, signal }: Call<T>): Promise<T> {
  const sentAt = Date.now();
  let response: Response;
  let content: string;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(text
          ? { 'content-type': text.type }
          : body === undefined
            ? {}
            : { 'content-type': 'application/json' }),
      },
      ...(text ? { body: text.body } : body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    content = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new GatewayNotReached();
  }
  noteServerDate(response.headers.get('date'), sentAt, Date.now());
  return readAnswer({ path, status: response.status, text: content }, answer);
}
