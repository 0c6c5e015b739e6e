import type { ResolvedTarget } from '@gatehouse/grant';

/** True while the host key of an SSH target, or of a jump host on the way to it, waits to be confirmed. */
export function isUnproven(target: ResolvedTarget): boolean {
  if (target.protocol !== 'ssh') return false;
  const fingerprints = [target, ...(target.jumpHosts ?? [])].map((each) => each.hostKeyFingerprint);
  return fingerprints.includes(null);
}
