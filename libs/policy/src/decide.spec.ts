import fc from 'fast-check';
import { criticalities, newId } from '@gatehouse/kernel';
import { decide } from './decide.js';
import { openFileRules, strictestFileRules } from './file-rules.js';
import type { Question } from './decide.js';
import type { Policy, PolicyConstraints } from './policy.js';

const siteId = newId('site');
const zoneId = newId('zone');
const otherZone = newId('zone');
const now = new Date('2026-03-02T08:00:00.000Z');

const constraints: PolicyConstraints = {
  longestWindowMinutes: 240,
  leadTimeMinutes: 0,
  furthestAheadDays: 14,
  allowedHours: [],
  reviewersNeeded: [{ role: 'approver', count: 1 }],
  rightsAllowed: ['shell'],
  workOrderRequired: false,
  answerWithinMinutes: 60,
  factorFreshSeconds: 300,
  idleSeconds: 900,
  recordInput: false,
};

function policy(given: Partial<Policy> = {}, changed: Partial<PolicyConstraints> = {}): Policy {
  return {
    id: newId('pol'),
    siteId,
    name: 'site',
    zoneId: null,
    criticality: null,
    revision: 1,
    changedAt: now,
    ...given,
    constraints: { ...constraints, ...changed },
  };
}

function question(given: Partial<Question> = {}): Question {
  return {
    stage: 'submit',
    now,
    site: { id: siteId, timeZone: 'Europe/Berlin' },
    targets: [{ handle: 'plc-1', protocol: 'ssh', zoneId, criticality: 'high' }],
    rights: ['shell'],
    window: { opensAt: new Date('2026-03-02T09:00Z'), closesAt: new Date('2026-03-02T10:00Z') },
    workOrder: null,
    policies: [policy()],
    ...given,
  };
}

test('a request within the policy is allowed with what it takes', () => {
  expect(decide(question())).toMatchObject({
    outcome: 'allow',
    obligations: {
      reviewersNeeded: [{ role: 'approver', count: 1 }],
      factorFreshSeconds: 300,
      answerBy: new Date('2026-03-02T09:00:00.000Z'),
    },
  });
});

test('an answer is due at the latest when the window closes', () => {
  const decision = decide(question({ policies: [policy({}, { answerWithinMinutes: 600 })] }));
  expect(decision).toMatchObject({ obligations: { answerBy: new Date('2026-03-02T10:00Z') } });
});

test('every reason is said at once, each with the field to change', () => {
  const strict = policy(
    {},
    {
      longestWindowMinutes: 30,
      leadTimeMinutes: 120,
      workOrderRequired: true,
      allowedHours: [{ days: [1], from: '06:00', until: '07:00' }],
    },
  );
  const decision = decide(question({ policies: [strict], rights: ['shell', 'exec'] }));
  expect(
    decision.outcome === 'deny' && decision.reasons.map((reason) => [reason.code, reason.field]),
  ).toEqual([
    ['window-too-long', 'window'],
    ['notice-too-short', 'window'],
    ['right-not-allowed', 'rights'],
    ['work-order-missing', 'workOrder'],
  ]);
});

test('notice is asked for at submit and not again at review or connect', () => {
  const policies = [policy({}, { leadTimeMinutes: 120 })];
  expect(decide(question({ policies, stage: 'dry-run' })).outcome).toBe('deny');
  expect(decide(question({ policies, stage: 'submit' })).outcome).toBe('deny');
  expect(decide(question({ policies, stage: 'review' })).outcome).toBe('allow');
  expect(decide(question({ policies, stage: 'connect' })).outcome).toBe('allow');
});

test.each([
  ['empty', '2026-03-02T09:00Z', '2026-03-02T09:00Z', 'window-empty'],
  ['backwards', '2026-03-02T09:00Z', '2026-03-02T08:30Z', 'window-empty'],
  ['over', '2026-03-02T07:00Z', '2026-03-02T08:00Z', 'window-over'],
  ['begun long ago', '2026-03-02T07:54:59Z', '2026-03-02T09:00Z', 'window-begins-in-past'],
  ['a month ahead', '2026-04-02T07:00Z', '2026-04-02T08:00Z', 'too-far-ahead'],
  ['ten years long', '2026-03-02T09:00Z', '2036-03-02T09:00Z', 'window-too-long'],
  ['no date at all', 'nonsense', '2026-03-02T09:00Z', 'window-empty'],
])('AZ-07 a window that is %s is refused', (_, opensAt, closesAt, code) => {
  const window = { opensAt: new Date(opensAt), closesAt: new Date(closesAt) };
  const decision = decide(
    question({
      window,
      policies: [policy({}, { allowedHours: [{ days: [1], from: '00:00', until: '24:00' }] })],
    }),
  );
  expect(decision.outcome === 'deny' && decision.reasons.map((reason) => reason.code)).toContain(code);
});

test('without a policy the answer is broken, and so it is for a policy nobody can read', () => {
  expect(decide(question({ policies: [] }))).toMatchObject({
    outcome: 'broken',
    cause: expect.stringContaining('plc-1'),
  });
  expect(decide(question({ policies: [policy({ zoneId: otherZone })] })).outcome).toBe('broken');
  expect(decide(question({ targets: [] })).outcome).toBe('broken');
  for (const spoiled of [
    { longestWindowMinutes: Number.NaN },
    { rightsAllowed: ['root'] },
    { reviewersNeeded: [] },
    { reviewersNeeded: [{ role: 'approver', count: 0 }] },
    { allowedHours: [{ days: [8], from: '06:00', until: '07:00' }] },
    { recordInput: 'no' },
    { factorFreshSeconds: -1 },
  ])
    expect(
      decide(question({ policies: [policy({}, spoiled as unknown as Partial<PolicyConstraints>)] })),
    ).toMatchObject({
      outcome: 'broken',
    });
});

test('a site whose time zone does not exist is broken, not open at any hour', () => {
  const policies = [policy({}, { allowedHours: [{ days: [1], from: '00:00', until: '24:00' }] })];
  expect(decide(question({ policies, site: { id: siteId, timeZone: 'Mars/Olympus' } })).outcome).toBe(
    'broken',
  );
});

test('the most specific policy counts: zone and criticality, zone, criticality, site', () => {
  const whole = policy({ name: 'site' });
  const byCriticality = policy({ name: 'criticality', criticality: 'high' });
  const byZone = policy({ name: 'zone', zoneId });
  const both = policy({ name: 'both', zoneId, criticality: 'high' });
  const foreign = policy({ name: 'foreign', zoneId: otherZone, criticality: 'high' });
  const named = (policies: Policy[]) => {
    const decision = decide(question({ policies }));
    return decision.outcome === 'allow' && decision.policies.map((one) => one.name);
  };
  expect(named([whole, byCriticality, byZone, both, foreign])).toEqual(['both']);
  expect(named([foreign, byZone, byCriticality, whole])).toEqual(['zone']);
  expect(named([byCriticality, whole, foreign])).toEqual(['criticality']);
  expect(named([foreign, whole])).toEqual(['site']);
});

test('rules for files: the strictest of every policy, and none where none says anything', () => {
  const rules = { keepContents: false, mostFileMebibytes: 100, refusedEndings: ['.exe'] };
  const other = { keepContents: true, mostFileMebibytes: null, refusedEndings: ['.dll', '.exe'] };
  expect(strictestFileRules([rules, undefined, other])).toEqual({
    keepContents: true,
    mostFileMebibytes: 100,
    refusedEndings: ['.dll', '.exe'],
  });
  expect(strictestFileRules([undefined])).toEqual(openFileRules);
  const broken = { ...rules, refusedEndings: ['exe;rm'] };
  expect(decide(question({ policies: [policy({}, { files: broken })] })).outcome).toBe('broken');
  expect(decide(question({ policies: [policy({}, { files: rules })] }))).toMatchObject({
    obligations: { files: rules },
  });
});

test('for several targets the strictest obligations apply and every policy must be met', () => {
  const lax = policy({ zoneId }, { idleSeconds: 900 });
  const strict = policy(
    { zoneId: otherZone },
    {
      reviewersNeeded: [
        { role: 'approver', count: 1 },
        { role: 'approver', count: 1 },
      ],
      factorFreshSeconds: 0,
      idleSeconds: 60,
      recordInput: true,
      answerWithinMinutes: 5,
    },
  );
  const targets: Question['targets'] = [
    { handle: 'a', protocol: 'ssh', zoneId, criticality: 'low' },
    { handle: 'b', protocol: 'ssh', zoneId: otherZone, criticality: 'low' },
  ];
  expect(decide(question({ targets, policies: [lax, strict] }))).toMatchObject({
    outcome: 'allow',
    obligations: {
      reviewersNeeded: [{ role: 'approver', count: 2 }],
      factorFreshSeconds: 0,
      idleSeconds: 60,
      recordInput: true,
      answerBy: new Date('2026-03-02T08:05Z'),
    },
  });
  const narrow = policy({ zoneId: otherZone }, { longestWindowMinutes: 10 });
  expect(decide(question({ targets, policies: [lax, narrow] })).outcome).toBe('deny');
});

const desktop = { handle: 'hmi-1', protocol: 'vnc', zoneId: otherZone, criticality: 'high' } as const;
const codesOf = (given: Partial<Question>): string[] => {
  const decision = decide(question(given));
  return decision.outcome === 'deny' ? decision.reasons.map(({ code }) => code) : [decision.outcome];
};

test.each<[string, Partial<Question>, string[]]>([
  ['a shell on a screen', { targets: [desktop], rights: ['view', 'shell'] }, ['right-without-machine']],
  ['files of a screen', { targets: [desktop], rights: ['view', 'files-in:/a'] }, ['right-without-machine']],
  ['a screen of a controller', { rights: ['shell', 'view'] }, ['right-without-machine']],
  ['control without the screen', { targets: [desktop], rights: ['control'] }, ['view-missing']],
  [
    'only rights of the other machine',
    { targets: [question().targets[0]!, desktop], rights: ['view'] },
    ['machine-without-right'],
  ],
  ['nothing at all', { targets: [desktop], rights: [] }, ['no-right']],
  [
    'the port of a machine nobody asks for by rights',
    { targets: [{ ...desktop, protocol: 'tcp' }], rights: ['view'] },
    ['right-without-machine', 'machine-without-right'],
  ],
])('rights that make no sense for the machine are refused at every stage: %s', (_, given, codes) => {
  const policies = [policy({}, { rightsAllowed: ['shell', 'files-in', 'view', 'control'] })];
  for (const stage of ['dry-run', 'submit', 'review', 'connect'] as const)
    expect(codesOf({ ...given, stage, policies })).toEqual(codes);
});

test('each policy judges the rights that mean something on its own machines, and no others', () => {
  const targets = [question().targets[0]!, desktop];
  const rights = ['shell', 'view', 'control'] as const;
  const policies = [policy({}, { rightsAllowed: ['shell'] })];
  const ofScreens = policy({ zoneId: otherZone }, { rightsAllowed: ['view', 'control'] });
  expect(codesOf({ targets, rights, policies: [...policies, ofScreens] })).toEqual(['allow']);
  const viewOnly = policy({ zoneId: otherZone }, { rightsAllowed: ['view'] });
  expect(codesOf({ targets, rights, policies: [...policies, viewOnly] })).toEqual(['right-not-allowed']);
  expect(codesOf({ targets, rights, policies })).toEqual(['right-not-allowed', 'right-not-allowed']);
});

test('whatever is allowed keeps to every constraint, for any window and any two policies', () => {
  const someConstraints = fc.record({
    longestWindowMinutes: fc.integer({ min: 5, max: 600 }),
    leadTimeMinutes: fc.integer({ min: 0, max: 300 }),
    furthestAheadDays: fc.integer({ min: 1, max: 3 }),
    factorFreshSeconds: fc.integer({ min: 0, max: 3600 }),
    workOrderRequired: fc.boolean(),
  });
  fc.assert(
    fc.property(
      someConstraints,
      someConstraints,
      fc.integer({ min: -200, max: 6000 }),
      fc.integer({ min: -10, max: 700 }),
      fc.constantFrom(null, 'WO-1'),
      fc.constantFrom(...criticalities),
      (one, two, startMinutes, lengthMinutes, workOrder, criticality) => {
        const opensAt = new Date(now.getTime() + startMinutes * 60_000);
        const window = { opensAt, closesAt: new Date(opensAt.getTime() + lengthMinutes * 60_000) };
        const decision = decide(
          question({
            window,
            workOrder,
            targets: [
              { handle: 'a', protocol: 'ssh', zoneId, criticality },
              { handle: 'b', protocol: 'ssh', zoneId: otherZone, criticality },
            ],
            policies: [policy({ zoneId }, one), policy({ zoneId: otherZone }, two)],
          }),
        );
        if (decision.outcome !== 'allow') return;
        for (const each of [one, two]) {
          expect(lengthMinutes).toBeGreaterThan(0);
          expect(lengthMinutes).toBeLessThanOrEqual(each.longestWindowMinutes);
          if (each.leadTimeMinutes > 0) expect(startMinutes).toBeGreaterThanOrEqual(each.leadTimeMinutes);
          expect(startMinutes).toBeGreaterThanOrEqual(-5);
          expect(decision.obligations.factorFreshSeconds).toBeLessThanOrEqual(each.factorFreshSeconds);
          if (each.workOrderRequired) expect(workOrder).not.toBeNull();
        }
      },
    ),
    { numRuns: 500 },
  );
});
