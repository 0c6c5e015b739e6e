import type { CredentialId, SiteId } from '@gatehouse/kernel';

/** `ssh-certificate` holds no secret: a key and a certificate are made for each connection. */
export type CredentialKind = 'password' | 'private-key' | 'ssh-certificate';

/** What anybody may know of a credential. The secret is written and never read back. */
export interface Credential {
  readonly id: CredentialId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly kind: CredentialKind;
  /** Grows with every new secret. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly replacedAt: Date | null;
}

/** Under what name the secret of a credential is sealed, so that sealed bytes cannot be moved to another row. */
export function sealContext(id: CredentialId): string {
  return `credential:${id}`;
}
