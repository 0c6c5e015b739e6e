import { invalid } from './administrator.js';
import type { Target } from './directory.js';
import type { TargetStore } from './directory-store.js';
import type { JumpHostStore } from './jump-host.js';

/**
 * Refuses what cannot be dialled: jump host and credential of another site, or of a kind the protocol has no use for. A VNC
 * machine may have no account, as its password alone signs in. Machines with a screen are reached directly.
 * @throws DomainError `invalid-input` with the field that must change.
 */
export async function requireWay(
  stores: { targets: TargetStore; jumpHosts: JumpHostStore },
  target: Target,
): Promise<void> {
  const { protocol, siteId, account, credentialId, jumpHostId } = target;
  if (account === '' && protocol !== 'vnc')
    throw invalid('account', 'Give the account that is signed in to the machine.');
  if (jumpHostId !== null) {
    if (protocol !== 'ssh')
      throw invalid(
        'jumpHostId',
        `A machine with ${protocol === 'rdp' ? 'RDP' : 'VNC'} cannot be reached through a jump host yet. Leave the jump host out.`,
      );
    if ((await stores.jumpHosts.find(jumpHostId))?.siteId !== siteId)
      throw invalid('jumpHostId', 'Choose a jump host of this site.');
  }
  await requireViewOnly(stores.targets, target);
  if (credentialId === null) return;
  const kind = await stores.targets.credentialKind(siteId, credentialId);
  if (kind === null) throw invalid('credentialId', 'Choose a credential of this site.');
  if ((protocol === 'vnc' || protocol === 'rdp') && kind !== 'password')
    throw invalid(
      'credentialId',
      `${protocol === 'rdp' ? 'RDP' : 'VNC'} signs in with a password. Choose a credential that is one.`,
    );
}

/** Found by the name of the setting, for it is a second credential of the same machine. */
async function requireViewOnly(targets: TargetStore, { siteId, settings }: Target): Promise<void> {
  const id = settings.viewOnlyCredentialId;
  if (id === undefined) return;
  const kind = await targets.credentialKind(siteId, id);
  if (kind === null) throw invalid('viewOnlyCredentialId', 'Choose a credential of this site.');
  if (kind !== 'password')
    throw invalid('viewOnlyCredentialId', 'VNC signs in with a password. Choose a credential that is one.');
}
