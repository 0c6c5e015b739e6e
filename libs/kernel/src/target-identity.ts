import type { Protocol } from './protocol.js';

/** Stands where a fingerprint would once an administrator accepted that nothing can be proven. Null: nobody decided yet. */
export const nothingProven = 'none';

/**
 * What is known of who answers at a target: `pinned`, a key or certificate is compared at every connect; `unprovable`, its
 * protocol proves nothing and an administrator accepted that; `unproven`, nobody confirmed anything, so nothing connects.
 */
export type TargetIdentity = 'pinned' | 'unprovable' | 'unproven';

/** @param fingerprint `SHA256:…`, `nothingProven`, or null. Only of VNC is `none` accepted: an SSH
 * server always proves a key, and an RDP target is reached with a certificate or not at all. */
export function identityOf(protocol: Protocol, fingerprint: string | null): TargetIdentity {
  if (fingerprint === null) return 'unproven';
  if (fingerprint !== nothingProven) return 'pinned';
  return protocol === 'vnc' ? 'unprovable' : 'unproven';
}
