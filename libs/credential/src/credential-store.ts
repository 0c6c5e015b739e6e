import type { ConnectionId, CredentialId, PersonId, SessionId, SiteId } from '@gatehouse/kernel';
import type { Credential, CredentialKind } from './credential.js';
import type { CertificatePermit } from './ssh-certificate.js';

/**
 * Where secrets for targets come from. The built-in one keeps them sealed in the database; an outside vault is
 * the second. Guarantees: every lease is on the audit trail before the secret is given out.
 */
export interface CredentialStore {
  /**
   * Lends a secret to one connection.
   * @throws DomainError `not-found` when the credential is gone.
   */
  lease(id: CredentialId, use: LeaseUse): Promise<CredentialLease>;
}

/** Who a secret is lent to and for what, as far as a store that makes it for the occasion needs to know. */
export interface LeaseUse {
  /** Null, as the session's, when an administrator has a host key read through a jump host. */
  readonly connectionId: ConnectionId | null;
  readonly sessionId: SessionId | null;
  /** For whom: the vendor's person, or that administrator. */
  readonly personId: PersonId;
  /** Account names at the server that is signed in to; at least one. */
  readonly principals: readonly string[];
  /** End of the grant. */
  readonly validUntil: Date;
  readonly permits: readonly CertificatePermit[];
}

/** A secret lent to one connection. Call `release` when the target has accepted it, or the connection ended. */
export interface CredentialLease {
  readonly credentialId: CredentialId;
  readonly kind: CredentialKind;
  /**
   * Password, or a private key in PEM or OpenSSH form, UTF-8; with a certificate, its private key as PKCS #8 in DER.
   * Overwritten by `release`.
   */
  readonly secret: Buffer;
  /** Wire form; null for the other kinds. */
  readonly certificate: Buffer | null;
  /** Overwrites the secret. Safe to call twice. */
  release(): void;
}

/** Rows of credentials, bound to the running transaction. Sealed bytes only. */
export interface CredentialRows {
  /** False when the site has a credential of this name. */
  add(credential: Credential, sealed: Buffer): Promise<boolean>;
  find(id: CredentialId): Promise<Credential | null>;
  list(sites: 'all' | readonly SiteId[]): Promise<Credential[]>;
  siteExists(siteId: SiteId): Promise<boolean>;
  /** Puts the next revision in place of the sealed secret; null when there is no such credential. */
  replace(id: CredentialId, sealed: Buffer, at: Date): Promise<Credential | null>;
  sealed(id: CredentialId): Promise<{ credential: Credential; sealed: Buffer } | null>;
}
