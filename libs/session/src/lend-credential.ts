import type { CredentialStore, LeaseUse } from '@gatehouse/credential';
import type { GrantForConnect } from '@gatehouse/grant';
import type { CredentialId } from '@gatehouse/kernel';
import type { PermitContent } from './permit-content.js';
import type { LentCredential } from './plugin/index.js';

type AboutSession = Pick<PermitContent, 'connectionId' | 'sessionId' | 'personId'>;

/** Takes the secret out of its store for one session host. Rejects when the store does. */
export async function lend(
  credentials: CredentialStore,
  id: CredentialId,
  use: LeaseUse,
): Promise<LentCredential> {
  const lease = await credentials.lease(id, use);
  const secret = Buffer.from(lease.secret);
  lease.release();
  if (lease.kind !== 'ssh-certificate') return { kind: lease.kind, secret };
  if (lease.certificate === null) throw new Error('a certificate was lent without its certificate');
  return { kind: lease.kind, secret, certificate: Buffer.from(lease.certificate) };
}

/** A certificate for the target is good for what was approved, and as long as that. */
export function targetLease(content: AboutSession, { grant, target }: GrantForConnect): LeaseUse {
  const forwards = grant.rights.some((right) => kindOf(right) === 'forward');
  return {
    ...about(content),
    principals: principalsOf(target.settings, target.account),
    validUntil: grant.window.closesAt,
    permits: forwards ? ['pty', 'port-forwarding'] : ['pty'],
  };
}

function about({ connectionId, sessionId, personId }: AboutSession): AboutSession {
  return { connectionId, sessionId, personId };
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
