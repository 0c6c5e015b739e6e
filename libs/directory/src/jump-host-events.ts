import type { Actor, DomainEvent } from '@gatehouse/kernel';
import type { JumpHost } from './jump-host.js';

export function jumpHostCreated(jumpHost: JumpHost, actor: Actor): DomainEvent {
  const data = { name: jumpHost.name, viaId: jumpHost.viaId, ...endpoint(jumpHost) };
  return event('jump-host.created', jumpHost, actor, jumpHost.createdAt, data);
}

/** Old and new side by side: every open grant for a target behind it stops connecting. */
export function jumpHostChanged(before: JumpHost, after: JumpHost, actor: Actor, at: Date): DomainEvent {
  const data = { name: after.name, before: endpoint(before), after: endpoint(after) };
  return event('jump-host.changed', after, actor, at, data);
}

function event(
  kind: string,
  { id, siteId }: JumpHost,
  actor: Actor,
  at: Date,
  data: DomainEvent['data'],
): DomainEvent {
  return { kind, at, actor, siteId, subjects: { jumpHost: id }, data };
}

function endpoint({ address, port, account, credentialId, hostKey }: JumpHost): Record<string, unknown> {
  return { address, port, account, credentialId, fingerprint: hostKey?.fingerprint ?? null };
}
