import type { ResolvedTarget } from '@gatehouse/grant';
import { identityOf } from '@gatehouse/kernel';

/** True while nobody confirmed the identity of a target, or of a jump host on the way to it. */
export function isUnproven(target: ResolvedTarget): boolean {
  return (
    identityOf(target.protocol, target.hostKeyFingerprint) === 'unproven' ||
    (target.jumpHosts ?? []).some((jumpHost) => identityOf('ssh', jumpHost.hostKeyFingerprint) === 'unproven')
  );
}
