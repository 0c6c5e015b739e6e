import type { Role } from '@gatehouse/identity';

/**
 * Who may call a route at all. `public`: anyone. `half`: password given, code perhaps not yet. `signed-in`: anyone
 * with both factors. A list: signed in and holding one of the roles at any site; the operation itself checks the site.
 */
export type Who = 'public' | 'half' | 'signed-in' | readonly Role[];

export interface AccessRow {
  readonly who: Who;
}

/**
 * Every route and socket of the gateway: method and path pattern as Nest registers it, or `WS` and the path.
 * Invariant: what is not in here is refused, and a gateway with such a route does not start.
 */
export const accessTable: Readonly<Record<string, AccessRow>> = {
  'POST /api/sign-in': { who: 'public' },
  'POST /api/sign-in/code': { who: 'half' },
  'POST /api/sign-in/recovery-code': { who: 'half' },
  'POST /api/sign-out': { who: 'half' },
  'POST /api/step-up': { who: 'signed-in' },
  'POST /api/set-up': { who: 'public' },
  'POST /api/enrolment/open': { who: 'public' },
  'POST /api/enrolment/complete': { who: 'public' },

  'GET /api/me': { who: 'signed-in' },
  'POST /api/me/recovery-codes': { who: 'signed-in' },
  'GET /api/me/ssh-keys': { who: 'signed-in' },
  'POST /api/me/ssh-keys': { who: 'signed-in' },
  'DELETE /api/me/ssh-keys/:id': { who: 'signed-in' },

  'GET /api/people': { who: ['administrator', 'approver', 'vendor-manager'] },
  'POST /api/people': { who: ['administrator', 'approver', 'vendor-manager'] },
  'GET /api/people/:id': { who: ['administrator', 'approver', 'vendor-manager'] },
  'POST /api/people/:id/invitations': { who: ['administrator', 'approver', 'vendor-manager'] },
  'POST /api/people/:id/confirm': { who: ['administrator', 'approver'] },
  'POST /api/people/:id/suspend': { who: ['administrator', 'approver', 'vendor-manager'] },
  'POST /api/people/:id/reinstate': { who: ['administrator', 'approver'] },
  'POST /api/people/:id/roles': { who: ['administrator', 'approver'] },
  'DELETE /api/people/:id/roles': { who: ['administrator', 'approver'] },

  'GET /api/openapi.json': { who: 'signed-in' },
};

/** The row of a route, or null when nobody declared it. HEAD is answered by the GET route, so it is judged as GET. */
export function accessRowFor(method: string, path: string): AccessRow | null {
  const key = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  return Object.hasOwn(accessTable, key) ? (accessTable[key] ?? null) : null;
}
