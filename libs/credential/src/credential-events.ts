import type { Actor, DomainEvent } from '@gatehouse/kernel';
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
  use: LeaseUse,
  facts: IssuedCertificateFacts,
  at: Date,
): DomainEvent {
  return lent('credential.certificate-issued', credential, use, at, { name: credential.name, ...facts });
}

export function credentialLeased(credential: Credential, use: LeaseUse, at: Date): DomainEvent {
  const { name, kind, revision } = credential;
  return lent('credential.leased', credential, use, at, { name, kind, revision });
}

function lent(
  kind: string,
  { id, siteId }: Credential,
  { connectionId, sessionId, personId }: LeaseUse,
  at: Date,
  data: DomainEvent['data'],
): DomainEvent {
  const subjects = {
    credential: id,
    person: personId,
    ...(connectionId === null ? {} : { connection: connectionId }),
    ...(sessionId === null ? {} : { session: sessionId }),
  };
  return { kind, at, actor: { kind: 'system' }, siteId, subjects, data };
}
