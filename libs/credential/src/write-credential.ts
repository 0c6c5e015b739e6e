import { DomainError, newId } from '@gatehouse/kernel';
import type { Actor, Clock, CredentialId, EventLog, SecretBox, SiteId, UnitOfWork } from '@gatehouse/kernel';
import { sealContext } from './credential.js';
import type { Credential, CredentialKind } from './credential.js';
import { credentialWritten } from './credential-events.js';
import type { CredentialRows } from './credential-store.js';

export interface CredentialDeps {
  readonly uow: UnitOfWork<{ credentials: CredentialRows; events: EventLog }>;
  readonly clock: Clock;
  readonly box: SecretBox;
}

export interface CredentialWriter {
  readonly actor: Actor;
  /** Sites this person administers. */
  readonly sites: 'all' | readonly SiteId[];
}

/** @param input `secret` is null for a certificate. @throws DomainError `not-found`, `conflict` for a taken name, `invalid-input` for a key that is none. */
export async function createCredential(
  { uow, clock, box }: CredentialDeps,
  by: CredentialWriter,
  input: { siteId: SiteId; name: string; kind: CredentialKind; secret: string | null },
): Promise<Credential> {
  refuseBadSecret(input.kind, input.secret);
  return uow.run(async ({ credentials, events }) => {
    const mayWrite = by.sites === 'all' || by.sites.includes(input.siteId);
    if (!mayWrite || !(await credentials.siteExists(input.siteId))) throw noSuch('site');
    const credential: Credential = {
      id: newId('cred'),
      siteId: input.siteId,
      name: input.name,
      kind: input.kind,
      revision: 1,
      createdAt: clock.now(),
      replacedAt: null,
    };
    if (!(await credentials.add(credential, seal(box, credential.id, input.secret))))
      throw new DomainError('conflict', 'A credential with this name exists at the site. Choose another.', [
        { field: 'name', message: 'is taken' },
      ]);
    await events.append(credentialWritten(credential, by.actor, credential.createdAt));
    return credential;
  });
}

/** Puts a new secret in place of the old one, which is gone then. @throws DomainError `not-found`, `invalid-input`. */
export async function replaceSecret(
  { uow, clock, box }: CredentialDeps,
  by: CredentialWriter,
  id: CredentialId,
  secret: string,
): Promise<Credential> {
  return uow.run(async ({ credentials, events }) => {
    const found = await credentials.find(id);
    if (found === null || !(by.sites === 'all' || by.sites.includes(found.siteId)))
      throw noSuch('credential');
    refuseBadSecret(found.kind, secret);
    const now = clock.now();
    const replaced = await credentials.replace(id, seal(box, id, secret), now);
    if (replaced === null) throw noSuch('credential');
    await events.append(credentialWritten(replaced, by.actor, now));
    return replaced;
  });
}

function seal(box: SecretBox, id: CredentialId, secret: string | null): Buffer {
  const plain = Buffer.from(secret ?? '', 'utf8');
  try {
    return box.seal(plain, sealContext(id));
  } finally {
    plain.fill(0);
  }
}

function refuseBadSecret(kind: CredentialKind, secret: string | null): void {
  if (kind === 'ssh-certificate' && secret !== null)
    throw new DomainError(
      'invalid-input',
      'A certificate is made for each connection; there is no secret to write.',
      [{ field: 'secret', message: 'is not part of a certificate' }],
    );
  if (kind !== 'ssh-certificate' && !secret)
    throw new DomainError('invalid-input', 'Write the secret.', [{ field: 'secret', message: 'is empty' }]);
  if (kind === 'private-key' && !/^-----BEGIN [A-Z ]*PRIVATE KEY-----\s/.test((secret ?? '').trimStart()))
    throw new DomainError(
      'invalid-input',
      'This is no private key. Paste the whole file, from BEGIN to END.',
      [{ field: 'secret', message: 'is no private key' }],
    );
}

function noSuch(what: string): DomainError {
  return new DomainError('not-found', `There is no such ${what}. Look at the list again.`);
}
