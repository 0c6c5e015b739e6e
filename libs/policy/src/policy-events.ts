import type { Actor, DomainEvent } from '@gatehouse/kernel';
import type { Policy } from './policy.js';

export function policyCreated(policy: Policy, actor: Actor, at: Date): DomainEvent {
  return eventOf('policy.created', policy, actor, at, scopeAndConstraints(policy));
}

/** Both revisions in full, so that the entry alone says what changed. */
export function policyChanged(before: Policy, after: Policy, actor: Actor, at: Date): DomainEvent {
  return eventOf('policy.changed', after, actor, at, {
    ...scopeAndConstraints(after),
    before: { name: before.name, revision: before.revision, constraints: before.constraints },
  });
}

export function policyRemoved(policy: Policy, actor: Actor, at: Date): DomainEvent {
  return eventOf('policy.removed', policy, actor, at, scopeAndConstraints(policy));
}

function scopeAndConstraints(policy: Policy): DomainEvent['data'] {
  const { name, revision, zoneId, criticality, constraints } = policy;
  return { name, revision, zoneId, criticality, constraints };
}

function eventOf(
  kind: string,
  policy: Policy,
  actor: Actor,
  at: Date,
  data: DomainEvent['data'],
): DomainEvent {
  return { kind, at, actor, siteId: policy.siteId, subjects: { policy: policy.id }, data };
}
