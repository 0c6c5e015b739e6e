import { rightKinds } from '@gatehouse/kernel';
import { isFileRules } from './file-rules.js';

/**
 * What is wrong with constraints that come from outside this lib, in words; null when nothing is. A policy
 * that was written by hand into the database must not be read as "allow".
 */
export function constraintsProblem(constraints: unknown): string | null {
  if (typeof constraints !== 'object' || constraints === null) return 'it has no constraints';
  const given = constraints as Record<string, unknown>;
  for (const [name, [least, most]] of Object.entries(numbers)) {
    const value = given[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
      return `${name} is not a whole number from ${least} to ${most}`;
  }
  for (const name of ['workOrderRequired', 'recordInput'])
    if (typeof given[name] !== 'boolean') return `${name} is neither true nor false`;
  if (given.files !== undefined && !isFileRules(given.files))
    return 'files has a size below 1 MiB, or an ending that is not one such as .exe';
  if (!isListOf(given.rightsAllowed, (right) => (rightKinds as readonly unknown[]).includes(right)))
    return 'rightsAllowed names an unknown right';
  if (!isListOf(given.reviewersNeeded, isReviewRule) || (given.reviewersNeeded as unknown[]).length === 0)
    return 'reviewersNeeded asks for nobody';
  if (!isListOf(given.allowedHours, isAllowedHours)) return 'allowedHours has a stretch that is none';
  return null;
}

const numbers: Record<string, [number, number]> = {
  longestWindowMinutes: [1, 60 * 24 * 31],
  leadTimeMinutes: [0, 60 * 24 * 30],
  furthestAheadDays: [1, 365],
  answerWithinMinutes: [1, 60 * 24 * 14],
  factorFreshSeconds: [0, 3600],
  idleSeconds: [1, 60 * 60 * 4],
};

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isReviewRule(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { role, count } = value as Record<string, unknown>;
  return role === 'approver' && typeof count === 'number' && Number.isInteger(count) && count >= 1;
}

const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/;

function isAllowedHours(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { days, from, until } = value as Record<string, unknown>;
  return (
    isListOf(days, (day) => Number.isInteger(day) && (day as number) >= 1 && (day as number) <= 7) &&
    typeof from === 'string' &&
    timeOfDay.test(from) &&
    typeof until === 'string' &&
    (timeOfDay.test(until) || until === '24:00')
  );
}
