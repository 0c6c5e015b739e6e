import type { Role } from '@gatehouse/identity';

/**
 * Who may call a route at all. `public`: anyone. `half`: password given, code perhaps not yet. `signed-in`: anyone
 * with both factors. A list: signed in and holding one of the roles at any site; the operation itself checks the site.
 */
export type Who = 'public' | 'half' | 'signed-in' | readonly Role[];

export interface AccessRow {
  readonly who: Who;
  /** Longest age of the second factor. Stopping somebody never asks for one; opening a way for somebody does. */
  readonly freshSeconds?: number;
}

/** For what opens a way to a machine: its address, secret, identity, the firms and rules that reach it. */
const fresh = 300;

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
  'POST /api/sign-in-confirmations/find': { who: 'signed-in' },
  'POST /api/sign-in-confirmations/:id/confirm': { who: 'signed-in' },
  'POST /api/sign-in-confirmations/:id/refuse': { who: 'signed-in' },
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

  'GET /api/sites': { who: 'signed-in' },
  'POST /api/sites': { who: ['administrator'] },
  'POST /api/sites/:id/viewer-passwords/allow': { who: ['administrator'], freshSeconds: fresh },
  'POST /api/sites/:id/viewer-passwords/withdraw': { who: ['administrator'] },
  'POST /api/sites/:id/suspend': { who: ['administrator', 'approver'] },
  'POST /api/sites/:id/reinstate': { who: ['administrator', 'approver'], freshSeconds: fresh },
  'GET /api/zones': { who: ['administrator', 'approver', 'auditor'] },
  'POST /api/zones': { who: ['administrator'] },
  'GET /api/assets': { who: ['administrator', 'approver', 'auditor'] },
  'POST /api/assets': { who: ['administrator'] },
  'GET /api/targets': { who: ['administrator', 'approver', 'auditor'] },
  'POST /api/targets': { who: ['administrator'], freshSeconds: fresh },
  'PATCH /api/targets/:id': { who: ['administrator'], freshSeconds: fresh },
  'DELETE /api/targets/:id': { who: ['administrator'] },
  'POST /api/targets/:id/host-key/scan': { who: ['administrator'] },
  'POST /api/targets/:id/sign-in-test': { who: ['administrator'], freshSeconds: fresh },
  'POST /api/targets/:id/suspend': { who: ['administrator', 'approver'] },
  'POST /api/targets/:id/reinstate': { who: ['administrator', 'approver'], freshSeconds: fresh },
  'GET /api/jump-hosts': { who: ['administrator'] },
  'POST /api/jump-hosts': { who: ['administrator'], freshSeconds: fresh },
  'PATCH /api/jump-hosts/:id': { who: ['administrator'], freshSeconds: fresh },
  'POST /api/jump-hosts/:id/host-key/scan': { who: ['administrator'] },
  'GET /api/entitled-targets': { who: ['vendor-user'] },
  'GET /api/host-keys': { who: ['administrator'] },
  'POST /api/host-keys/:id/confirm': { who: ['administrator'], freshSeconds: fresh },
  'POST /api/host-keys/:id/reject': { who: ['administrator'] },
  'GET /api/vendor-organisations': { who: ['administrator', 'approver', 'auditor', 'vendor-manager'] },
  'POST /api/vendor-organisations': { who: ['administrator'] },
  'PUT /api/vendor-organisations/:id/entitlements': { who: ['administrator'], freshSeconds: fresh },
  'POST /api/vendor-organisations/:id/suspend': { who: ['administrator'] },
  'POST /api/vendor-organisations/:id/reinstate': { who: ['administrator'], freshSeconds: fresh },
  'GET /api/credentials': { who: ['administrator'] },
  'POST /api/credentials': { who: ['administrator'], freshSeconds: fresh },
  'GET /api/certificate-authority': { who: ['administrator'] },
  'PUT /api/credentials/:id/secret': { who: ['administrator'], freshSeconds: fresh },
  'GET /api/policies': { who: ['administrator', 'approver', 'auditor'] },
  'POST /api/policies': { who: ['administrator'], freshSeconds: fresh },
  'PUT /api/policies/:id': { who: ['administrator'], freshSeconds: fresh },
  'DELETE /api/policies/:id': { who: ['administrator'], freshSeconds: fresh },
  'POST /api/imports/:kind': { who: ['administrator'], freshSeconds: fresh },

  'GET /api/access-requests': { who: 'signed-in' },
  'POST /api/access-requests': { who: ['vendor-user'] },
  'POST /api/access-requests/dry-run': { who: ['vendor-user'] },
  'GET /api/access-requests/:id': { who: 'signed-in' },
  'POST /api/access-requests/:id/withdraw': { who: ['vendor-user'] },
  'POST /api/access-requests/:id/reviews': { who: ['approver'] },
  'GET /api/grants': { who: 'signed-in' },
  'GET /api/grants/:id': { who: 'signed-in' },
  'POST /api/grants/:id/revoke': { who: ['approver', 'administrator'] },
  'POST /api/grants/:id/connect-tickets': { who: ['vendor-user'] },
  'POST /api/grants/:id/viewer-tokens': { who: ['vendor-user'] },
  'POST /api/grants/:id/viewer-passwords': { who: ['vendor-user'] },

  'GET /api/audit': { who: ['auditor', 'administrator'] },
  'GET /api/live': { who: 'signed-in' },

  'GET /api/sessions': { who: 'signed-in' },
  'GET /api/sessions/:id': { who: 'signed-in' },
  'GET /api/sessions/:id/dossier': { who: ['auditor', 'approver', 'administrator'] },
  'GET /api/sessions/:id/thumbnail': { who: ['approver', 'auditor', 'administrator'] },
  'POST /api/sessions/:id/end': { who: 'signed-in' },
  'POST /api/sessions/:id/freeze': { who: ['approver', 'administrator'] },
  'POST /api/sessions/:id/unfreeze': { who: ['approver', 'administrator'] },
  'POST /api/sessions/:id/message': { who: ['approver', 'administrator'] },

  'GET /api/recordings/:id/timeline': { who: ['auditor', 'approver'] },
  'GET /api/recordings/:id/frames': { who: ['auditor', 'approver'] },
  'GET /api/recordings/:id/search': { who: ['auditor', 'approver'] },
  'GET /api/recordings/:id/asciicast': { who: ['auditor', 'approver'] },
  'GET /api/recordings/:id/picture': { who: ['auditor', 'approver'] },
  'GET /api/recordings/:id/video': { who: ['auditor', 'approver'] },
  'GET /api/recordings/:id/video-progress': { who: ['auditor', 'approver'] },
  'GET /api/recordings/:id/container': { who: ['auditor', 'approver'] },
  'POST /api/recordings/:id/verifications': { who: ['auditor', 'approver'] },
  'WS /api/terminal': { who: ['vendor-user'] },
  'WS /api/desktop': { who: ['vendor-user'] },
  'WS /api/files': { who: ['vendor-user'] },
  'WS /api/watch': { who: ['approver', 'auditor', 'administrator'] },

  'GET /api/openapi.json': { who: 'signed-in' },
};

/** The row of a route, or null when nobody declared it. HEAD is answered by the GET route, so it is judged as GET. */
export function accessRowFor(method: string, path: string): AccessRow | null {
  const key = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  return Object.hasOwn(accessTable, key) ? (accessTable[key] ?? null) : null;
}
