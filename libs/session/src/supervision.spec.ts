import { FixedClock } from '@gatehouse/testing';
import type { AuditableFact, SessionEvent, SupervisionMessage } from './plugin/index.js';
import { Supervision } from './supervision.js';

let clock: FixedClock;
let supervision: Supervision;
/** Marks and sentences in the order in which they came. */
let happened: string[];
let told: SupervisionMessage[];
let notes: AuditableFact[];

const freeze = {
  since: new Date('2026-03-02T08:00:00.000Z'),
  by: 'Deniz Aydin',
  reason: 'Operator at the guard door',
};

beforeEach(() => {
  clock = new FixedClock('2026-03-02T08:00:00.000Z');
  supervision = new Supervision(clock);
  happened = [];
  told = [];
  notes = [];
});

function attach(): void {
  supervision.attach({
    tap: {
      record: async (event: SessionEvent) => {
        if (event.kind === 'mark') happened.push(`recorded ${event.name}`);
      },
      touched: () => undefined,
      passed: () => undefined,
      note: async (fact) => void notes.push(fact),
    },
    tell: (message) => {
      happened.push(`told ${message.type}`);
      told.push(message);
    },
    timeZone: 'UTC',
  });
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a freeze closes the gate in the turn in which it comes, also before the session has begun', async () => {
  supervision.freeze(freeze);
  expect(supervision.input.passes('channel')).toBe(false);
  expect(told).toEqual([]);
  attach();
  await settled();
  expect(happened).toEqual(['recorded frozen', 'told frozen']);
  expect(told[0]).toMatchObject({
    by: 'Deniz Aydin',
    text: expect.stringContaining('what you type reaches nothing') as string,
  });
});

test('a relay that forwards from another thread is told in the turn in which input is frozen or given back', async () => {
  const heard: boolean[] = [];
  attach();
  const stop = supervision.input.onChange((isFrozen) => heard.push(isFrozen));
  supervision.freeze(freeze);
  expect(heard).toEqual([true]);
  supervision.freeze({ ...freeze, reason: 'Still there' });
  expect(heard).toEqual([true]);
  supervision.freeze(null);
  await settled();
  expect(heard).toEqual([true, false]);
  stop();
  supervision.freeze(freeze);
  expect(heard).toEqual([true, false]);
});

test('what is dropped is counted by its kind, and told with the input given back', async () => {
  attach();
  expect(supervision.input.passes('bytes', 3)).toBe(true);
  supervision.freeze(freeze);
  expect(supervision.input.passes('bytes', 5)).toBe(false);
  expect(supervision.input.passes('bytes', 2)).toBe(false);
  expect(supervision.input.passes('signal')).toBe(false);
  clock.advance(7_000);
  supervision.freeze(null);
  // Nothing passes before it is on record that it may.
  expect(supervision.input.isFrozen).toBe(true);
  await settled();
  expect(supervision.input.isFrozen).toBe(false);
  expect(notes).toEqual([
    {
      kind: 'session.input-dropped',
      data: {
        bytes: 7,
        signals: 1,
        channels: 0,
        since: '2026-03-02T08:00:00.000Z',
        until: '2026-03-02T08:00:07.000Z',
      },
    },
  ]);
  expect(happened.slice(-2)).toEqual(['recorded unfrozen', 'told unfrozen']);
});

test('the same level again changes nothing; a newer freeze is said and counted on its own', async () => {
  attach();
  for (let look = 0; look < 5; look += 1) supervision.freeze({ ...freeze, since: new Date(freeze.since) });
  await settled();
  expect(told.map(({ type }) => type)).toEqual(['frozen']);
  supervision.input.passes('bytes', 4);
  supervision.freeze({ ...freeze, since: new Date('2026-03-02T08:01:00.000Z'), by: 'Marta Weiss' });
  expect(supervision.input.isFrozen).toBe(true);
  await settled();
  expect(notes).toHaveLength(1);
  expect(told.map(({ type }) => type)).toEqual(['frozen', 'frozen']);
  expect(supervision.input.isFrozen).toBe(true);
});

test('given back and frozen again within one turn, the gate stays shut', async () => {
  attach();
  supervision.freeze(freeze);
  supervision.freeze(null);
  supervision.freeze({ ...freeze, since: new Date('2026-03-02T08:02:00.000Z') });
  await settled();
  expect(supervision.input.passes('bytes')).toBe(false);
});

test('who types all the same is told again, now and then and not at every key', async () => {
  attach();
  supervision.freeze(freeze);
  await settled();
  for (let key = 0; key < 100; key += 1) supervision.input.passes('bytes');
  expect(told).toHaveLength(1);
  clock.advance(10_000);
  supervision.input.passes('bytes');
  supervision.input.passes('bytes');
  expect(told).toHaveLength(2);
});

test('data that waits goes on when the input is given back, and at the end', async () => {
  attach();
  supervision.freeze(freeze);
  let went = false;
  void supervision.input.opened().then(() => (went = true));
  await settled();
  expect(went).toBe(false);
  await supervision.end(null, async () => undefined);
  await settled();
  expect(went).toBe(true);
});

test('a message is on record before it is shown, is shown once, and carries no escape sequence', async () => {
  attach();
  let shown = 0;
  const message = {
    seq: '7',
    from: 'Deniz\u001b]0;x\u0007',
    at: freeze.since,
    text: 'stop \u009b31m now\u202e',
  };
  for (let look = 0; look < 3; look += 1) supervision.message(message, () => (shown += 1));
  await settled();
  expect(shown).toBe(1);
  expect(happened).toEqual(['recorded message', 'told message']);
  const [first] = told;
  const text = JSON.stringify(first);
  expect(first?.type === 'message' && first.text).toBe('Message from Deniz·]0;x·: stop ·31m now·');
  expect(text).not.toMatch(/\\u001b|\u009b|\u202e/);
});

test('watchers are said as they are now; a person is announced once', async () => {
  attach();
  supervision.watchers(['Otto Lang']);
  supervision.watchers(['Otto Lang']);
  supervision.watchers([]);
  supervision.watchers(['Otto Lang']);
  await settled();
  expect(told.map((message) => (message.type === 'watchers' ? [message.names, message.text] : []))).toEqual([
    [['Otto Lang'], 'Otto Lang watches this session.'],
    [[], null],
    [['Otto Lang'], null],
  ]);
});
