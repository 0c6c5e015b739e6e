import type { OpenWebSession } from '@gatehouse/identity';
import type { Request } from 'express';

const known = new WeakMap<object, OpenWebSession>();

/** Invariant: only the access guard calls this, after it judged the route. */
export function rememberSignedIn(request: Request, session: OpenWebSession): void {
  known.set(request, session);
}

/** The web session of a request the guard let through; null on a public route. */
export function signedInOf(request: Request): OpenWebSession | null {
  return known.get(request) ?? null;
}
