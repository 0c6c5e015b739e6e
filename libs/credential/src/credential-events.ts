import type { Actor, ConnectionId, DomainEvent } from '@gatehouse/kernel';
import type { Credential } from './credential.js';

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
