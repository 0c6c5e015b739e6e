import type { Protocol } from './protocol.js';

/** Stands where a fingerprint would once an administrator accepted that nothing can be proven. Null: nobody decided yet. */
export const nothingProven = 'none';

/**
 * What is known of who answers at a target: `pinned`, a key or certificate is compared at every connect; `unprovable`, its
 * protocol proves nothing and an administrator accepted that; `unproven`, nobody confirmed anything, so nothing connects.
 */
export type TargetIdentity = 'pinned' | 'unprovable' | 'unproven';

/** @param fingerprint `SHA256:…`, `nothingProven`, or null. An SSH server always proves a key, so `none` is no identity of it. */
export function identityOf(protocol: Protocol, fingerprint: string | null): TargetIdentity {
  if (fingerprint === null) return 'unproven';
  if (fingerprint !== nothingProven) return 'pinned';
  return protocol === 'ssh' ? 'unproven' : 'unprovable';
}
