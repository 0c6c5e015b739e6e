import type { IncomingHttpHeaders } from 'node:http';
import type { Response } from 'express';

/** The `__Host-` prefix makes browsers refuse it without Secure, from a sub-domain, or for a path. */
export const sessionCookieName = '__Host-gatehouse';
const attributes = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

/** No Max-Age: the server alone judges how long a session lives. */
export function setSessionCookie(response: Response, token: string): void {
  response.cookie(sessionCookieName, token, attributes);
}

export function clearSessionCookie(response: Response): void {
  response.clearCookie(sessionCookieName, attributes);
}

/** The token of the session cookie, or null. Two cookies of the name are a trick, not a session. */
export function sessionTokenOf(headers: IncomingHttpHeaders): string | null {
  const tokens = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${sessionCookieName}=`))
    .map((pair) => pair.slice(sessionCookieName.length + 1));
  const [token] = tokens;
  return tokens.length === 1 && token !== undefined && /^[\w-]{43}$/.test(token) ? token : null;
}
