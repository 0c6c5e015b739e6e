import { createHash } from 'node:crypto';

export type AttemptKind = 'person' | 'source';
export type AttemptStep = 'password' | 'code' | 'recovery-code';

/** How many failures are borne before further attempts are refused unjudged. */
export interface AttemptLimit {
  readonly failures: number;
  /** The count starts again only after this long without a failure. */
  readonly windowSeconds: number;
  readonly lockSeconds: number;
}

export type AttemptRules = Readonly<Record<AttemptKind, AttemptLimit>>;

export const standardAttemptRules: AttemptRules = {
  person: { failures: 5, windowSeconds: 15 * 60, lockSeconds: 15 * 60 },
  source: { failures: 30, windowSeconds: 15 * 60, lockSeconds: 15 * 60 },
};

/** Counts attempts in the database, so that they survive a restart and hold for every node. */
export interface AttemptLimitStore {
  /**
   * Counts one more attempt as if it had failed, in one conditional write. False when the subject is locked or
   * has no attempt left, those in flight included.
   */
  reserve(kind: AttemptKind, subject: string, limit: AttemptLimit, now: Date): Promise<boolean>;
  /** The attempt did not fail: takes its count back. */
  giveBack(kind: AttemptKind, subject: string): Promise<void>;
  /** The attempt failed; true when this was the failure that locks the subject. */
  fail(kind: AttemptKind, subject: string, limit: AttemptLimit, now: Date): Promise<boolean>;
  /** Forgets subjects without a failure since `before` and not locked after it. */
  forget(before: Date): Promise<void>;
}

export interface AttemptSubjects {
  /** A person's id, or `login:` and the name that nobody has. */
  readonly subject: string;
  readonly source: string;
}

/** True when the attempt may be judged. A refused one changes no count. */
export async function reserveAttempt(
  attempts: AttemptLimitStore,
  rules: AttemptRules,
  attempt: AttemptSubjects,
  now: Date,
): Promise<boolean> {
  if (!(await attempts.reserve('source', sourceSubject(attempt.source), rules.source, now))) return false;
  if (await attempts.reserve('person', personSubject(attempt.subject), rules.person, now)) return true;
  await attempts.giveBack('source', sourceSubject(attempt.source));
  return false;
}

/** Takes the counts of an attempt back that did not fail. Earlier failures stay: only time forgives them. */
export async function giveBackAttempt(attempts: AttemptLimitStore, attempt: AttemptSubjects): Promise<void> {
  await attempts.giveBack('source', sourceSubject(attempt.source));
  await attempts.giveBack('person', personSubject(attempt.subject));
}

/** Lets the counts of a failed attempt stand, and says what it locked. */
export async function failAttempt(
  attempts: AttemptLimitStore,
  rules: AttemptRules,
  attempt: AttemptSubjects,
  now: Date,
): Promise<AttemptKind[]> {
  const locked: AttemptKind[] = [];
  if (await attempts.fail('source', sourceSubject(attempt.source), rules.source, now)) locked.push('source');
  if (await attempts.fail('person', personSubject(attempt.subject), rules.person, now)) locked.push('person');
  return locked;
}

/** A name nobody has may be a password typed into the wrong field, so it is kept as a hash only. */
function personSubject(subject: string): string {
  if (!subject.startsWith('login:')) return subject;
  return `login:${createHash('sha256').update(subject).digest('base64url')}`;
}

/** One IPv6 subscriber has a whole /64; counting single addresses would bound nothing. */
export function sourceSubject(source: string): string {
  if (!source.includes(':')) return source;
  const [head = '', tail] = source.split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) {
    const tailGroups = tail.split(':').filter(Boolean);
    while (groups.length + tailGroups.length < 8) groups.push('0');
    groups.push(...tailGroups);
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
