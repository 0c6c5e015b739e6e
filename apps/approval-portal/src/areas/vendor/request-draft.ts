import {
  type AccessRequest,
  type EntitledTarget,
  type Protocol,
  SubmitRequestBody,
} from '@gatehouse/contracts';
import { type DraftRights, draftRightsOf, hasLimitProblem, rightsOf } from './draft-rights.js';
import { clock, instantOf, isoDay } from '../../text/plant-time.js';

/** What was typed, as it was typed. Times are wall clock times of the plant. */
export interface RequestDraft {
  targetIds: string[];
  purpose: string;
  workOrder: string;
  plannedChange: boolean | null;
  vendorLocation: string;
  rights: DraftRights;
  date: string;
  from: string;
  until: string;
}

const minutes90 = 90 * 60_000;
const quarter = 15 * 60_000;

/** A time slot beginning at the next quarter of an hour, plant time. */
export function emptyDraft(zone: string, now: number): RequestDraft {
  const start = Math.ceil(now / quarter) * quarter;
  return {
    targetIds: [],
    purpose: '',
    workOrder: '',
    plannedChange: null,
    vendorLocation: '',
    rights: { shell: '' },
    date: isoDay(start, zone),
    from: clock(start, zone),
    until: clock(start + minutes90, zone),
  };
}

/** The same job again: everything but its time slot. */
export function draftFrom(request: AccessRequest, now: number): RequestDraft {
  return {
    ...emptyDraft(request.site.timeZone, now),
    targetIds: request.targets.map(({ id }) => id),
    purpose: request.purpose,
    workOrder: request.workOrder ?? '',
    plannedChange: request.plannedChange,
    vendorLocation: request.vendorLocation ?? '',
    rights: draftRightsOf(request.rights),
  };
}

export type SlotProblem = 'wrong-time' | 'gap-time' | null;

/** The time slot as instants. An end at or before the start is on the next day. */
export function slotOf(draft: RequestDraft, zone: string) {
  const from = clockTime(draft.from);
  const until = clockTime(draft.until);
  if (from === null || until === null) return { problem: 'wrong-time' as const };
  const overMidnight = until <= from;
  const opensAt = instantOf(draft.date, from, zone);
  const closesAt = instantOf(overMidnight ? nextDay(draft.date) : draft.date, until, zone);
  if (opensAt === null || closesAt === null) return { problem: 'gap-time' as const };
  return { problem: null, window: { opensAt, closesAt }, overMidnight };
}

/** `14`, `1400`, `14.00` and `14:00` are the same time; null for anything else. */
export function clockTime(typed: string): string | null {
  const found = /^\s*(\d{1,2})(?:[:.h ]?(\d{2}))?\s*$/.exec(typed);
  if (!found) return null;
  const hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/**
 * The body as the contract has it, or null while something is missing. A dry run does not keep the purpose, so it
 * may run before there is one.
 */
export function bodyOf(
  draft: RequestDraft,
  zone: string,
  protocols: readonly Protocol[],
  forDryRun = false,
): SubmitRequestBody | null {
  if (hasLimitProblem(draft.rights, protocols)) return null;
  const slot = slotOf(draft, zone);
  if (slot.problem !== null) return null;
  const parsed = SubmitRequestBody.safeParse({
    targetIds: draft.targetIds,
    purpose: draft.purpose.trim() === '' && forDryRun ? '-' : draft.purpose,
    plannedChange: draft.plannedChange ?? (forDryRun ? false : undefined),
    ...(draft.workOrder.trim() === '' ? {} : { workOrder: draft.workOrder }),
    ...(draft.vendorLocation.trim() === '' ? {} : { vendorLocation: draft.vendorLocation }),
    rights: rightsOf(draft.rights, protocols),
    window: slot.window,
  });
  return parsed.success ? parsed.data : null;
}

/** Machines of one site go into one request, for a time slot is a time of one plant. */
export function toggleTarget(
  draft: RequestDraft,
  target: EntitledTarget,
  all: readonly EntitledTarget[],
): string[] {
  if (draft.targetIds.includes(target.id)) return draft.targetIds.filter((id) => id !== target.id);
  const sameSite = draft.targetIds.filter(
    (id) => all.find((one) => one.id === id)?.site.id === target.site.id,
  );
  return [...sameSite, target.id];
}

function nextDay(isoDate: string): string {
  return new Date(Date.parse(isoDate) + 86_400_000).toISOString().slice(0, 10);
}
