import { DomainError, newId } from '@gatehouse/kernel';
import type {
  Actor,
  Clock,
  Criticality,
  EventLog,
  PersonId,
  PolicyId,
  SiteId,
  UnitOfWork,
  ZoneId,
} from '@gatehouse/kernel';
import { constraintsProblem } from './constraints-problem.js';
import type { Policy, PolicyConstraints } from './policy.js';
import { policyChanged, policyCreated, policyRemoved } from './policy-events.js';
import type { PolicyStore } from './policy-store.js';

export interface PolicyWriter {
  readonly personId: PersonId;
  readonly actor: Actor;
  /** Sites this person administers. */
  readonly sites: 'all' | readonly SiteId[];
}

type Deps = { uow: UnitOfWork<{ policies: PolicyStore; events: EventLog }>; clock: Clock };

/** @throws DomainError `not-found` for a site of others, `conflict` when that scope has a policy, `invalid-input`. */
export async function createPolicy(
  deps: Deps,
  by: PolicyWriter,
  input: {
    siteId: SiteId;
    name: string;
    zoneId: ZoneId | null;
    criticality: Criticality | null;
    constraints: PolicyConstraints;
  },
): Promise<Policy> {
  refuseUnreadable(input.constraints);
  if (!covers(by, input.siteId)) throw noSuch('site');
  return deps.uow.run(async ({ policies, events }) => {
    const policy: Policy = { ...input, id: newId('pol'), revision: 1, changedAt: deps.clock.now() };
    if (!(await policies.add(policy, by.personId)))
      throw new DomainError(
        'conflict',
        'A policy for this part of the site exists already. Change that one.',
      );
    await events.append(policyCreated(policy, by.actor, policy.changedAt));
    return policy;
  });
}

/** @throws DomainError `not-found`, `conflict` when somebody wrote a newer revision meanwhile, `invalid-input`. */
export async function changePolicy(
  deps: Deps,
  by: PolicyWriter,
  input: { id: PolicyId; revision: number; name: string; constraints: PolicyConstraints },
): Promise<Policy> {
  refuseUnreadable(input.constraints);
  return deps.uow.run(async ({ policies, events }) => {
    const before = await policies.find(input.id);
    if (before === null || !covers(by, before.siteId)) throw noSuch('policy');
    const at = deps.clock.now();
    const after = await policies.change(input.id, input.revision, input, by.personId, at);
    if (after === null)
      throw new DomainError('conflict', 'Somebody changed this policy meanwhile. Read it again first.');
    await events.append(policyChanged(before, after, by.actor, at));
    return after;
  });
}

/** @throws DomainError `not-found`. */
export async function removePolicy(deps: Deps, by: PolicyWriter, id: PolicyId): Promise<void> {
  await deps.uow.run(async ({ policies, events }) => {
    const policy = await policies.find(id);
    const at = deps.clock.now();
    if (policy === null || !covers(by, policy.siteId) || !(await policies.remove(id, at)))
      throw noSuch('policy');
    await events.append(policyRemoved(policy, by.actor, at));
  });
}

function refuseUnreadable(constraints: PolicyConstraints): void {
  const problem = constraintsProblem(constraints);
  if (problem !== null)
    throw new DomainError('invalid-input', `The policy cannot be kept: ${problem}.`, [
      { field: 'constraints', message: problem },
    ]);
}

function covers(by: PolicyWriter, siteId: SiteId): boolean {
  return by.sites === 'all' || by.sites.includes(siteId);
}

function noSuch(what: string): DomainError {
  return new DomainError('not-found', `There is no such ${what}. Look at the list again.`);
}
