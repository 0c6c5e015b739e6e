import fc from 'fast-check';
import { DomainError } from '@gatehouse/kernel';
import type { AccessGrant } from '@gatehouse/grant';
import { FixedClock, Workflow, buildPlant, startTestDatabase } from '@gatehouse/testing';
import type { Plant, TestDatabase } from '@gatehouse/testing';
import type { AccessRequest } from './access-request.js';

// A random walk over request and grant, against a model that knows the rules and nothing of the code. Two
// workflows on two connections stand for two nodes. The clock is the test's; the people are there before.
const answerMinutes = 40;
const approversNeeded = 2;
const approverCount = 3;

type RequestState = 'pending' | 'approved' | 'denied' | 'withdrawn' | 'expired';

interface ModelRequest {
  state: RequestState;
  submittedAt: number;
  opens: number;
  closes: number;
  reviewers: Map<number, { opens: number; closes: number }>;
}

interface ModelGrant {
  request: number;
  opens: number;
  closes: number;
  revoked: boolean;
  /** A job closed it; nothing opens it again. */
  ended: boolean;
}

interface Model {
  /** Minutes since the walk began. */
  now: number;
  approvers: boolean[];
  requests: ModelRequest[];
  grants: ModelGrant[];
}

interface Real {
  clock: FixedClock;
  nodes: [Workflow, Workflow];
  plant: Plant;
  requests: AccessRequest[];
  grants: AccessGrant[];
  begin: number;
}

let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database.stop());

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

const isPast = (model: Model, request: ModelRequest): boolean =>
  model.now >= Math.min(request.submittedAt + answerMinutes, request.closes);
const at = (real: Real, minutes: number): Date => new Date(real.begin + minutes * 60_000);

type Command = fc.AsyncCommand<Model, Real>;

class Submit implements Command {
  constructor(
    private readonly node: 0 | 1,
    private readonly opens: number,
    private readonly minutes: number,
  ) {}
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    const window = {
      opensAt: at(real, model.now + this.opens),
      closesAt: at(real, model.now + this.opens + this.minutes),
    };
    if (this.minutes > 60 || this.minutes <= 0) {
      expect(await codeOf(real.nodes[this.node].submit(real.plant, { window }))).toBe('denied-by-policy');
      return;
    }
    real.requests.push(await real.nodes[this.node].submit(real.plant, { window }));
    model.requests.push({
      state: 'pending',
      submittedAt: model.now,
      opens: model.now + this.opens,
      closes: model.now + this.opens + this.minutes,
      reviewers: new Map(),
    });
  }
  toString = (): string => `submit(+${this.opens}, ${this.minutes} min)`;
}

class Review implements Command {
  constructor(
    private readonly node: 0 | 1,
    private readonly pick: number,
    private readonly approver: number,
    private readonly verdict: 'approve' | 'deny',
    private readonly shorter: number,
  ) {}
  check = (model: Model): boolean => model.requests.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const index = this.pick % model.requests.length;
    const request = model.requests[index]!;
    const window = {
      opens: request.opens,
      closes: Math.max(request.opens + 1, request.closes - this.shorter),
    };
    const answer =
      this.verdict === 'deny'
        ? 'deny'
        : { window: { opensAt: at(real, window.opens), closesAt: at(real, window.closes) } };
    const code = await codeOf(
      real.nodes[this.node].review(real.requests[index]!, real.plant.approverIds[this.approver]!, answer),
    );
    expect(code).toBe(this.expected(model, request, window));
    if (code === 'request-not-pending' && request.state === 'pending') request.state = 'expired';
    if (code !== 'ok') return;
    if (this.verdict === 'deny') {
      request.state = 'denied';
      return;
    }
    request.reviewers.set(this.approver, window);
    const counting = [...request.reviewers].filter(([approver]) => model.approvers[approver]);
    if (counting.length < approversNeeded) return;
    request.state = 'approved';
    const closes = Math.min(...counting.map(([, given]) => given.closes));
    model.grants.push({ request: index, opens: request.opens, closes, revoked: false, ended: false });
    const grants = await real.nodes[0].grantsOf(real.requests[index]!.text.id);
    expect(grants).toHaveLength(1);
    real.grants.push(grants[0]!);
  }
  private expected(model: Model, request: ModelRequest, window: { closes: number }): string {
    if (!model.approvers[this.approver]) return 'not-a-reviewer';
    if (request.state !== 'pending' || isPast(model, request)) return 'request-not-pending';
    if (request.reviewers.has(this.approver)) return 'already-reviewed';
    if (this.verdict === 'approve' && window.closes <= model.now) return 'invalid-input';
    const counting = [...request.reviewers].filter(([approver]) => model.approvers[approver]);
    const closes = Math.min(window.closes, ...counting.map(([, given]) => given.closes));
    if (this.verdict === 'approve' && counting.length + 1 >= approversNeeded && closes <= model.now)
      return 'conflict';
    return 'ok';
  }
  toString = (): string => `review(${this.pick}, by ${this.approver}, ${this.verdict}, -${this.shorter} min)`;
}

class Withdraw implements Command {
  constructor(
    private readonly node: 0 | 1,
    private readonly pick: number,
  ) {}
  check = (model: Model): boolean => model.requests.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const index = this.pick % model.requests.length;
    const request = model.requests[index]!;
    const code = await codeOf(
      real.nodes[this.node].withdraw(real.requests[index]!.text.id, real.plant.vendorUserId),
    );
    expect(code).toBe(request.state === 'pending' ? 'ok' : 'request-not-pending');
    if (code === 'ok') request.state = 'withdrawn';
  }
  toString = (): string => `withdraw(${this.pick})`;
}

class Revoke implements Command {
  constructor(
    private readonly node: 0 | 1,
    private readonly pick: number,
  ) {}
  check = (model: Model): boolean => model.grants.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const index = this.pick % model.grants.length;
    const grant = model.grants[index]!;
    const code = await codeOf(
      real.nodes[this.node].revoke(real.grants[index]!.id, real.plant.approverIds[0]!),
    );
    expect(code).toBe(grant.ended ? 'grant-closed' : 'ok');
    if (code === 'ok') grant.revoked = true;
  }
  toString = (): string => `revoke(${this.pick})`;
}

class TakeTicket implements Command {
  constructor(
    private readonly node: 0 | 1,
    private readonly pick: number,
  ) {}
  check = (model: Model): boolean => model.grants.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const index = this.pick % model.grants.length;
    const grant = model.grants[index]!;
    const expected =
      grant.revoked || grant.ended || model.now >= grant.closes
        ? 'grant-closed'
        : model.now < grant.opens
          ? 'grant-not-open'
          : 'ok';
    expect(await codeOf(real.nodes[this.node].ticket(real.grants[index]!.id, real.plant.vendorUserId))).toBe(
      expected,
    );
  }
  toString = (): string => `ticket(${this.pick})`;
}

class Pass implements Command {
  constructor(private readonly minutes: number) {}
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    model.now += this.minutes;
    real.clock.advanceMinutes(this.minutes);
  }
  toString = (): string => `pass(${this.minutes} min)`;
}

class Jobs implements Command {
  constructor(private readonly node: 0 | 1) {}
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    await real.nodes[this.node].expire();
    await real.nodes[this.node].turn();
    for (const request of model.requests)
      if (request.state === 'pending' && isPast(model, request)) request.state = 'expired';
    for (const grant of model.grants) if (!grant.revoked && model.now >= grant.closes) grant.ended = true;
  }
  toString = (): string => 'jobs';
}

class ChangeRole implements Command {
  constructor(private readonly approver: number) {}
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    const held = model.approvers[this.approver]!;
    const person = real.plant.approverIds[this.approver];
    if (held) await database.database.query('DELETE FROM role_assignment WHERE person_id = $1', [person]);
    else
      await database.database.query(
        `INSERT INTO role_assignment (person_id, role, site_id, created_at) VALUES ($1, 'approver', $2, now())`,
        [person, real.plant.siteId],
      );
    model.approvers[this.approver] = !held;
  }
  toString = (): string => `changeRole(${this.approver})`;
}

class Agree implements Command {
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    for (const [index, request] of model.requests.entries())
      expect(await real.nodes[0].stateOf(real.requests[index]!.text.id)).toBe(request.state);
    for (const [index, grant] of model.grants.entries()) {
      const [found] = await real.nodes[1].grantsOf(real.requests[grant.request]!.text.id);
      expect(found!.id).toBe(real.grants[index]!.id);
      expect(found!.closeReason).toBe(grant.revoked ? 'revoked' : grant.ended ? 'ended' : null);
      expect([found!.window.opensAt, found!.window.closesAt]).toEqual([
        at(real, grant.opens),
        at(real, grant.closes),
      ]);
    }
    const approved = model.requests.filter((request) => request.state === 'approved').length;
    expect(model.grants).toHaveLength(approved);
  }
  toString = (): string => 'agree';
}

const node = fc.constantFrom<(0 | 1)[]>(0, 1);
const pick = fc.nat({ max: 20 });
const approver = fc.nat({ max: approverCount - 1 });
const commands = fc.commands(
  [
    fc
      .tuple(node, fc.integer({ min: 0, max: 30 }), fc.integer({ min: -5, max: 70 }))
      .map((args) => new Submit(...args)),
    fc
      .tuple(
        node,
        pick,
        approver,
        fc.constantFrom<('approve' | 'deny')[]>('approve', 'approve', 'approve', 'deny'),
        fc.nat({ max: 50 }),
      )
      .map((args) => new Review(...args)),
    fc
      .tuple(node, pick, approver, fc.constant('approve' as const), fc.constant(0))
      .map((args) => new Review(...args)),
    fc.tuple(node, pick).map((args) => new Withdraw(...args)),
    fc.tuple(node, pick).map((args) => new Revoke(...args)),
    fc.tuple(node, pick).map((args) => new TakeTicket(...args)),
    fc.integer({ min: 1, max: 25 }).map((minutes) => new Pass(minutes)),
    node.map((one) => new Jobs(one)),
    approver.map((one) => new ChangeRole(one)),
    fc.constant(new Agree()),
  ],
  { size: '+1' },
);

const sequences = process.env.LONG ? 10_000 : 60;

test(
  `AZ-16 request and grant do what the model says, on two nodes, in ${sequences} random walks`,
  async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (walk) => {
        const clock = new FixedClock('2026-03-02T08:00:00.000Z');
        const plant = await buildPlant(database.database, {
          approvers: approverCount,
          constraints: {
            longestWindowMinutes: 60,
            answerWithinMinutes: answerMinutes,
            reviewersNeeded: [{ role: 'approver', count: approversNeeded }],
          },
        });
        const model: Model = {
          now: 0,
          approvers: Array<boolean>(approverCount).fill(true),
          requests: [],
          grants: [],
        };
        const real: Real = {
          clock,
          nodes: [new Workflow(database.database, clock), new Workflow(database.database, clock)],
          plant,
          requests: [],
          grants: [],
          begin: clock.now().getTime(),
        };
        await fc.asyncModelRun(() => ({ model, real }), walk);
        await new Agree().run(model, real);
      }),
      { numRuns: sequences, endOnFailure: false },
    );
  },
  process.env.LONG ? 7_200_000 : 240_000,
);
