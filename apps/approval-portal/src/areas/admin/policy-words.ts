import type { Policy, PolicyConstraints, Zone } from '@gatehouse/contracts';
import { text } from '../../text/en.js';

export function scopeWords(
  { criticality, zoneId }: Pick<Policy, 'criticality' | 'zoneId'>,
  zones: readonly Zone[],
): string {
  return text.admin.policyScope(
    criticality === null
      ? text.admin.anyMachine
      : text.admin.machinesOf(text.common.criticality(criticality)),
    zoneId === null
      ? text.admin.anyZone
      : (zones.find(({ id }) => id === zoneId)?.name ?? text.common.notKnown),
  );
}

/** What a new policy begins with: one approval, two hours at most, everything recorded. */
export const firstConstraints: PolicyConstraints = {
  longestWindowMinutes: 120,
  leadTimeMinutes: 0,
  furthestAheadDays: 14,
  allowedHours: [],
  reviewersNeeded: [{ role: 'approver', count: 1 }],
  rightsAllowed: ['shell'],
  workOrderRequired: false,
  answerWithinMinutes: 60,
  factorFreshSeconds: 300,
  idleSeconds: 900,
  recordInput: true,
};

/** The steps a sentence offers, with the value in force among them whatever it is. */
export function stepsWith(value: number, steps: readonly number[]): number[] {
  return [...new Set([...steps, value])].sort((one, other) => one - other);
}

const workingDays = [1, 2, 3, 4, 5];
export const dayChoices = {
  working: workingDays,
  every: [1, 2, 3, 4, 5, 6, 7],
  weekend: [6, 7],
} as const;

export function dayChoiceOf(days: readonly number[]): keyof typeof dayChoices | 'own' {
  const key = [...days].sort().join();
  const found = (Object.keys(dayChoices) as (keyof typeof dayChoices)[]).find(
    (name) => dayChoices[name].join() === key,
  );
  return found ?? 'own';
}
