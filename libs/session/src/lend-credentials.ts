import type { CredentialStore, LeaseUse } from '@gatehouse/credential';
import type { GrantForConnect } from '@gatehouse/grant';
import { isId } from '@gatehouse/kernel';
import type { CredentialId } from '@gatehouse/kernel';
import type { PermitContent } from './permit-content.js';
import type { JumpEndpoint, LentCredential } from './plugin/index.js';
import { wipeSecrets } from './wipe-secrets.js';

/**
 * The permit with what target and jump hosts are signed in to with. Rejects when a store does; nothing that was lent
 * until then is kept.
 */
export async function lendFor(
  credentials: CredentialStore,
  content: PermitContent,
  found: GrantForConnect,
): Promise<PermitContent> {
  const { target, grant } = found;
  const { connectionId, sessionId, personId } = content;
  const about = { connectionId, sessionId, personId, validUntil: grant.window.closesAt };
  const via: JumpEndpoint[] = [];
  let credential: LentCredential | null = null;
  try {
    for (const [index, jumpHost] of content.target.via.entries()) {
      const use: LeaseUse = { ...about, principals: [jumpHost.account], permits: ['port-forwarding'] };
      const id = target.jumpHosts[index]?.credentialId ?? null;
      via.push({ ...jumpHost, credential: await lend(credentials, id, use) });
    }
    credential = await lend(credentials, credentialFor(found), { ...about, ...targetUse(found) });
    return { ...content, credential, target: { ...content.target, via } };
  } catch (error) {
    wipeSecrets({ credential, target: { ...content.target, via } });
    throw error;
  }
}

/**
 * Where nothing but looking was granted, the machine's own password for looking only, if it has one: then the machine too refuses what
 * must not pass, and the other password does not leave its store. Such a password takes no clipboard either way, so it is not for a
 * grant that has one.
 */
function credentialFor({ grant: { rights }, target }: GrantForConnect): CredentialId | null {
  const { viewOnlyCredentialId: viewOnly } = target.settings;
  const onlyLooks = target.protocol === 'vnc' && rights.every((right) => right === 'view');
  return onlyLooks && isId('cred', viewOnly) ? viewOnly : target.credentialId;
}

/** Takes a secret out of its store for one session host. */
export async function lend(
  credentials: CredentialStore,
  id: CredentialId | null,
  use: LeaseUse,
): Promise<LentCredential | null> {
  if (id === null) return null;
  const lease = await credentials.lease(id, use);
  const secret = Buffer.from(lease.secret);
  lease.release();
  if (lease.kind !== 'ssh-certificate') return { kind: lease.kind, secret };
  if (lease.certificate === null) throw new Error('a certificate was lent without its certificate');
  return { kind: lease.kind, secret, certificate: Buffer.from(lease.certificate) };
}

/** A certificate for the target is good for what was approved. */
function targetUse({ grant, target }: GrantForConnect): Pick<LeaseUse, 'principals' | 'permits'> {
  const forwards = grant.rights.some((right) => kindOf(right) === 'forward');
  return {
    principals: principalsOf(target.settings, target.account),
    permits: forwards ? ['pty', 'port-forwarding'] : ['pty'],
  };
}

/** The part of a right before its parameter. */
function kindOf(right: string): string {
  return right.split(':', 1)[0] ?? right;
}

function principalsOf(settings: Readonly<Record<string, unknown>>, account: string): readonly string[] {
  const { certificatePrincipals: named } = settings;
  const names = Array.isArray(named) ? named.filter((name): name is string => typeof name === 'string') : [];
  return names.length > 0 ? names : [account];
}
