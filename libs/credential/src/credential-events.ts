import type { Actor, ConnectionId, DomainEvent } from '@gatehouse/kernel';
import type { Credential } from './credential.js';
import type { LeaseUse } from './credential-store.js';
import type { IssuedCertificateFacts } from './issue-certificate.js';

/** A new secret, first or next. Says whose and which revision, and nothing of the secret, its length neither. */
export function credentialWritten(credential: Credential, actor: Actor, at: Date): DomainEvent {
  const { name, kind, revision } = credential;
  return {
    kind: 'credential.written',
    at,
    actor,
    siteId: credential.siteId,
    subjects: { credential: credential.id },
    data: { name, kind, revision },
  };
}

/** Every certificate by serial and key, so that a target's log and this trail name the same one. */
export function certificateIssued(
  credential: Credential,
  use: Pick<LeaseUse, 'connectionId' | 'sessionId' | 'personId'>,
  facts: IssuedCertificateFacts,
  at: Date,
): DomainEvent {
  return {
    kind: 'credential.certificate-issued',
    at,
    actor: { kind: 'system' },
    siteId: credential.siteId,
    subjects: {
      credential: credential.id,
      connection: use.connectionId,
      session: use.sessionId,
      person: use.personId,
    },
    data: { name: credential.name, ...facts },
  };
}

export function credentialLeased(credential: Credential, connectionId: ConnectionId, at: Date): DomainEvent {
  const { name, kind, revision } = credential;
  return {
    kind: 'credential.leased',
    at,
    actor: { kind: 'system' },
    siteId: credential.siteId,
    subjects: { credential: credential.id, connection: connectionId },
    data: { name, kind, revision },
  };
}
