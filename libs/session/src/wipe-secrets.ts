import type { PermitContent } from './permit-content.js';

/** Overwrites every secret that was lent with a permit, the target's and those of the jump hosts before it. */
export function wipeSecrets({ credential, target }: Pick<PermitContent, 'credential' | 'target'>): void {
  credential?.secret.fill(0);
  for (const jumpHost of target.via) jumpHost.credential?.secret.fill(0);
}
