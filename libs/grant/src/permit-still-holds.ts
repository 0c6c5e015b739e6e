import { timingSafeEqual } from 'node:crypto';
import { permitHash } from './permit-hash.js';
import type { GrantForConnect } from './grant-store.js';

/**
 * True when the permit hash made at approval equals the one made from the rows as they are now: same request
 * text, person, rights, window, and the same address, port, account, credential,
 * settings, host key and jump hosts of the target.
 */
export function permitStillHolds({ grant, target, request }: GrantForConnect): boolean {
  const now = permitHash({
    requestId: grant.requestId,
    contentHash: request.contentHash,
    requesterId: grant.personId,
    target,
    rights: grant.rights,
    window: grant.window,
  });
  return timingSafeEqual(now, grant.permitHash);
}
