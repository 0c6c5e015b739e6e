import type { PersonId, SshKeyId } from '@gatehouse/kernel';

export interface SshPublicKey {
  readonly id: SshKeyId;
  readonly personId: PersonId;
  /** Wire form, RFC 4253 section 6.6. */
  readonly key: Buffer;
  readonly keyType: string;
  /** `SHA256:` and base64 without padding, as OpenSSH prints it. */
  readonly fingerprint: string;
  readonly comment: string;
  readonly createdAt: Date;
}

export interface SshPublicKeyStore {
  list(personId: PersonId): Promise<SshPublicKey[]>;
  /** False when this key is registered already, by whomever. */
  add(key: SshPublicKey): Promise<boolean>;
  /** False when the person has no such key. */
  remove(id: SshKeyId, personId: PersonId, at: Date): Promise<boolean>;
  /** Who registered this key; null when nobody did. */
  ownerOf(key: Buffer): Promise<PersonId | null>;
}
