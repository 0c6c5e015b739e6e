import { kindOfRight, rightsFor, windowMs } from '@gatehouse/kernel';
import type { AccessWindow, ChannelRight, Criticality, Protocol, SiteId, ZoneId } from '@gatehouse/kernel';
import { firstInstantOutside } from './allowed-hours.js';
import { constraintsProblem } from './constraints-problem.js';
import type { Allow, Decision, DenyReason, Obligations } from './decision.js';
import { strictestFileRules } from './file-rules.js';
import { mostSpecificPolicy } from './most-specific-policy.js';
import type { Policy, PolicyConstraints, ReviewRule } from './policy.js';
import { rightsReasons } from './rights-reasons.js';

export interface Question {
  /**
   * Notice is asked for once, at submit: an answer or a connection that comes later is not late for that.
   * Everything else is asked at every stage.
   */
  readonly stage: 'dry-run' | 'submit' | 'review' | 'connect';
  readonly now: Date;
  readonly site: { readonly id: SiteId; readonly timeZone: string };
  readonly targets: readonly {
    readonly handle: string;
    readonly protocol: Protocol;
    readonly zoneId: ZoneId;
    readonly criticality: Criticality;
  }[];
  readonly rights: readonly ChannelRight[];
  readonly window: AccessWindow;
  readonly workOrder: string | null;
  /** Every policy in force at the site. */
  readonly policies: readonly Policy[];
}

/**
 * What policy says of a request for targets of one site. Pure: the same answer for dry run, submit, review and
 * connect from the same facts. Every target must pass its own policy, with the rights that mean something on it, and the
 * strictest obligations apply.
 * Fails closed: without a policy, or with one nobody can read, the answer is `broken`, which gives nothing.
 */
export function decide(question: Question): Decision {
  const covering = policiesFor(question);
  if ('outcome' in covering) return covering;
  const policies = covering.map(({ policy }) => policy);
  try {
    const reasons = [
      ...windowReasons(question),
      ...rightsReasons(question.targets, question.rights),
      ...covering.flatMap(({ policy, rights }) => policyReasons(policy.constraints, question, rights)),
    ];
    if (reasons.length > 0) return { outcome: 'deny', reasons: withoutRepeats(reasons) };
  } catch (error) {
    if (error instanceof RangeError) return { outcome: 'broken', cause: `Site time zone: ${error.message}.` };
    throw error;
  }
  return allow(policies, question);
}

/** Where the screen shows no seconds, "from now" is a little in the past when it arrives. */
const startsNowMs = 5 * 60_000;

/** A policy, with those of the rights that would be used on the targets it covers. */
interface Covering {
  readonly policy: Policy;
  readonly rights: readonly ChannelRight[];
}

function policiesFor(question: Question): Covering[] | Extract<Decision, { outcome: 'broken' }> {
  if (question.targets.length === 0) return { outcome: 'broken', cause: 'The request names no machine.' };
  const found = new Map<string, Covering>();
  for (const target of question.targets) {
    const policy = mostSpecificPolicy(question.policies, target);
    if (policy === null)
      return {
        outcome: 'broken',
        cause: `No policy covers ${target.handle}. An administrator must write one before anybody can ask for it.`,
      };
    const problem = constraintsProblem(policy.constraints);
    if (problem !== null)
      return { outcome: 'broken', cause: `Policy ${policy.name} cannot be read: ${problem}.` };
    const before = found.get(policy.id)?.rights ?? [];
    const rights = new Set([...before, ...rightsFor(target.protocol, question.rights)]);
    found.set(policy.id, { policy, rights: [...rights] });
  }
  return [...found.values()];
}

function windowReasons({ window, now, stage }: Question): DenyReason[] {
  const length = windowMs(window);
  if (!(length > 0))
    return [{ code: 'window-empty', field: 'window', message: 'Choose an end after the beginning.' }];
  if (window.closesAt.getTime() <= now.getTime())
    return [{ code: 'window-over', field: 'window', message: 'This time is over. Choose a later one.' }];
  const asksNow = stage === 'dry-run' || stage === 'submit';
  if (asksNow && window.opensAt.getTime() < now.getTime() - startsNowMs)
    return [
      {
        code: 'window-begins-in-past',
        field: 'window',
        message: 'The beginning is in the past. Choose a later one.',
      },
    ];
  return [];
}

function policyReasons(
  constraints: PolicyConstraints,
  question: Question,
  rights: readonly ChannelRight[],
): DenyReason[] {
  const { window, now, stage, site } = question;
  const reasons: DenyReason[] = [];
  const asksNow = stage === 'dry-run' || stage === 'submit';
  const noticeMs = window.opensAt.getTime() - now.getTime();
  const deny = (code: string, field: string, message: string): void => {
    reasons.push({ code, field, message });
  };
  const tooLong = windowMs(window) > constraints.longestWindowMinutes * 60_000;
  if (tooLong)
    deny('window-too-long', 'window', `Ask for ${minutesText(constraints.longestWindowMinutes)} at most.`);
  if (asksNow && constraints.leadTimeMinutes > 0 && noticeMs < constraints.leadTimeMinutes * 60_000)
    deny(
      'notice-too-short',
      'window',
      `Ask at least ${minutesText(constraints.leadTimeMinutes)} before it begins.`,
    );
  if (asksNow && noticeMs > constraints.furthestAheadDays * 24 * 3_600_000)
    deny('too-far-ahead', 'window', `Ask at most ${constraints.furthestAheadDays} days ahead.`);
  // Walking through the hours of a window that is refused anyway would let a request of years cost seconds.
  if (!tooLong && firstInstantOutside(constraints.allowedHours, window, site.timeZone) !== null)
    deny(
      'outside-allowed-hours',
      'window',
      `Choose a time within the plant's hours: ${constraints.allowedHours.map(hoursText).join('; ')}, ${site.timeZone} time.`,
    );
  for (const right of rights)
    if (!constraints.rightsAllowed.includes(kindOfRight(right)))
      deny(`right-not-allowed`, 'rights', `Leave out "${right}"; it is not allowed on this machine.`);
  if (constraints.workOrderRequired && !question.workOrder)
    deny('work-order-missing', 'workOrder', 'Give the number of the work order.');
  return reasons;
}

function allow(policies: readonly Policy[], question: Question): Allow {
  const all = policies.map((policy) => policy.constraints);
  const answerWithinMs = Math.min(...all.map((one) => one.answerWithinMinutes)) * 60_000;
  const obligations: Obligations = {
    reviewersNeeded: strictestRules(all.map((one) => one.reviewersNeeded)),
    factorFreshSeconds: Math.min(...all.map((one) => one.factorFreshSeconds)),
    idleSeconds: Math.min(...all.map((one) => one.idleSeconds)),
    recordInput: all.some((one) => one.recordInput),
    files: strictestFileRules(all.map((one) => one.files)),
    answerBy: new Date(Math.min(question.now.getTime() + answerWithinMs, question.window.closesAt.getTime())),
  };
  return {
    outcome: 'allow',
    obligations,
    policies: policies.map(({ id, name, revision }) => ({ id, name, revision })),
  };
}

/** Within one policy the rules of a role add up; between policies the larger number counts. One rule per role. */
export function strictestRules(ruleLists: readonly (readonly ReviewRule[])[]): ReviewRule[] {
  const needed = new Map<ReviewRule['role'], number>();
  for (const rules of ruleLists) {
    const here = new Map<ReviewRule['role'], number>();
    for (const rule of rules) here.set(rule.role, (here.get(rule.role) ?? 0) + rule.count);
    for (const [role, count] of here) needed.set(role, Math.max(needed.get(role) ?? 0, count));
  }
  return [...needed].map(([role, count]) => ({ role, count }));
}

function withoutRepeats(reasons: readonly DenyReason[]): DenyReason[] {
  const seen = new Map(reasons.map((reason) => [`${reason.code} ${reason.message}`, reason]));
  return [...seen.values()];
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function hoursText({ days, from, until }: PolicyConstraints['allowedHours'][number]): string {
  return `${[...days]
    .sort()
    .map((day) => dayNames[day - 1])
    .join(' ')} ${from}–${until}`;
}

function minutesText(minutes: number): string {
  if (minutes % (24 * 60) === 0) return `${minutes / 24 / 60} days`;
  if (minutes >= 120 && minutes % 60 === 0) return `${minutes / 60} hours`;
  return `${minutes} minutes`;
}
