import type { Target } from '@gatehouse/contracts';
import type { ApiClient } from '../world/api-client.js';
import { startDelayProxy } from '../world/delay-proxy.js';
import type { DelayProxy } from '../world/delay-proxy.js';
import type { PersonAtWork } from '../world/person-at-work.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { untilSealed } from '../world/recorded-streams.js';
import { sessionOf } from '../world/sessions.js';
import { openSshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient, TerminalRefused } from '../world/terminal-client.js';
import { pause, waitUntil } from '../world/wait-until.js';
import { withFreshFactor } from '../world/with-fresh-factor.js';

/** A session that runs, and who may take it away. */
interface Live {
  readonly api: ApiClient;
  readonly vendor: PersonAtWork;
  readonly target: Target;
}

interface TakenAway {
  readonly what: string;
  readonly take: (about: Live) => Promise<unknown>;
  readonly giveBack?: (about: Live) => Promise<unknown>;
}

describe('how a session ends', () => {
  let world: World;
  /** Stands in front of the target and sees when the gateway's socket to it goes. */
  let targetLeg: DelayProxy;
  /** Signed in early, so that a new code is there when it is wanted. */
  let native: PersonAtWork;

  beforeAll(async () => {
    world = await startWorld({
      target: async (sshd) => {
        targetLeg = await startDelayProxy(sshd.port);
        return { port: targetLeg.port };
      },
    });
    native = await world.plant.anotherVendor();
  });
  afterAll(async () => {
    await world?.stop();
    await targetLeg?.stop();
  });

  it('SE-01 ends at the end of the window, on both legs, with the reason, whatever is going on', async () => {
    const { plant, sshd } = world;
    const grant = await openAccess(plant, { lasts: 18 });
    const closesAt = Date.parse(grant.window.closesAt);
    const client = await TerminalClient.connect(plant.vendor, grant);
    client.type('trap "" TERM; while :; do echo busy; sleep 0.1; done\r');
    const keys = setInterval(() => client.isOpen && client.type('x'), 200);
    const { ended, at } = await client.untilEnded();
    clearInterval(keys);
    await waitUntil('the socket to the target is gone', () => targetLeg.open === 0, 5_000, 5);
    await waitUntil('the machine has let go', () => sshd.accountProcesses().length === 0, 5_000, 20);
    expect(Date.now() - closesAt).toBeLessThan(2_000);
    expect(ended).toMatchObject({ code: 'GH-EXPIRED', reason: 'window-ended' });
    expect(Math.abs(at - closesAt)).toBeLessThanOrEqual(1_000);
    expect(Math.abs((targetLeg.lastClosedAt ?? 0) - closesAt)).toBeLessThanOrEqual(1_000);
    const warnings = client.messages.flatMap((each) => (each.type === 'warning' ? [each.secondsLeft] : []));
    expect(warnings.at(-1)).toBeLessThanOrEqual(10);
    const session = await untilSealed(plant.auditor, (await sessionOf(plant.auditor, grant.id)).id);
    expect(session).toMatchObject({ endReason: 'window-ended', disconnectVerified: true });
  });

  it('SE-01 closes a native ssh client at the end of the window too', async () => {
    const { plant } = world;
    const code = await native.authenticator.nextCode();
    const grant = await openAccess(plant, { vendor: native, lasts: 10 });
    const ssh = await openSshAs(world, native, { terminal: true, code });
    await ssh.untilOutput(/This session is recorded/);
    const result = await ssh.ended;
    expect(Math.abs(Date.now() - Date.parse(grant.window.closesAt))).toBeLessThanOrEqual(1_000);
    expect(result.stderr + result.stdout.toString()).toContain(
      'GH-EXPIRED: your access to L3-PAL01 ended at',
    );
  });

  it('SE-02 SE-11 closes both sockets within a second of a revocation, also when each side ignores the other', async () => {
    const { plant, sshd } = world;
    const took: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const grant = await openAccess(plant);
      const client = await TerminalClient.connect(plant.vendor, grant);
      // The target goes on writing and ignores that its terminal hangs up.
      client.type('trap "" HUP TERM; while :; do echo on and on; done\r');
      await client.untilOutput(/on and on/);
      await plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, {});
      const revokedAt = Date.now();
      const { ended, at } = await client.untilEnded();
      await waitUntil('the socket to the target is gone', () => targetLeg.open === 0, 5_000, 5);
      took.push(Math.max(at, targetLeg.lastClosedAt ?? 0) - revokedAt);
      expect(ended.code).toBe('GH-REVOKED');
      sshd.endAccountProcesses();
    }
    expect(Math.max(...took)).toBeLessThanOrEqual(1_000);
  });

  it('ends one session by the approver’s End access, and blocks the reconnect', async () => {
    const { plant } = world;
    const grant = await openAccess(plant);
    const client = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await client.ready();
    await plant.approver.api.mustSend('POST', `/api/sessions/${sessionId}/end`, { reason: 'Line must run' });
    expect((await client.untilEnded()).ended.code).toBe('GH-REVOKED');
    await expect(TerminalClient.connect(plant.vendor, grant)).rejects.toThrow(/grant-closed|GH-REVOKED/);
  });

  it('SE-16 gives ten connections of one grant at once exactly one session', async () => {
    const { plant } = world;
    const grant = await openAccess(plant);
    const tickets = await Promise.all(Array.from({ length: 10 }, () => connectTicket(plant.vendor, grant)));
    const clients = tickets.map((ticket) => TerminalClient.open(plant.vendor, ticket));
    const results = await Promise.allSettled(clients.map((client) => client.ready()));
    const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect(refused.map((each) => (each instanceof TerminalRefused ? each.ended.code : String(each)))).toEqual(
      Array.from({ length: 9 }, () => 'GH-IN-USE'),
    );
    for (const client of clients) client.close();
  });

  it('AZ-11 takes a connect ticket once, also when it comes twice at the same moment', async () => {
    const { plant } = world;
    const grant = await openAccess(plant, { targetId: (await plant.anotherTarget()).id });
    const ticket = await connectTicket(plant.vendor, grant);
    const twice = [TerminalClient.open(plant.vendor, ticket), TerminalClient.open(plant.vendor, ticket)];
    const results = await Promise.allSettled(twice.map((client) => client.ready()));
    expect(results.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const client of twice) client.close();
    await Promise.all(twice.map((client) => client.closed));
    const later = TerminalClient.open(plant.vendor, ticket);
    await expect(later.ready()).rejects.toThrow();
  });

  it('SE-04 lets nothing through to a target that answers after the end', async () => {
    const { plant } = world;
    // Slow enough that the dial is still under way when the window closes, however late it began.
    const delay = 1_500;
    targetLeg.setDelay(delay);
    try {
      const grant = await openAccess(plant, { lasts: 4 });
      const closesAt = Date.parse(grant.window.closesAt);
      const client = TerminalClient.open(plant.vendor, await connectTicket(plant.vendor, grant));
      const { ended, at } = await client.untilEnded();
      expect(ended.code).toBe('GH-EXPIRED');
      expect(at - closesAt).toBeLessThanOrEqual(1_000);
      await waitUntil('the socket to the target is gone', () => targetLeg.open === 0);
      await pause(2 * delay);
      // What was under way inside the slow line when the window closed may still arrive; nothing is put in after.
      // The rest is what the timers of two processes may be late.
      expect((targetLeg.forwarded.lastAt ?? 0) - closesAt).toBeLessThanOrEqual(delay + 400);
    } finally {
      targetLeg.setDelay(0);
    }
  });

  const firm = (): string => `/api/vendor-organisations/${world.plant.organisation.id}`;
  const site = (): string => `/api/sites/${world.plant.site.id}`;
  /** What an administrator takes away while a session runs; what others need too is given back. */
  const takenAway: readonly TakenAway[] = [
    {
      what: 'the technician is suspended',
      take: ({ api, vendor }) => suspendAt(api, `/api/people/${vendor.id}`),
    },
    {
      what: 'the technician loses the role',
      take: ({ api, vendor }) =>
        api.mustSend('DELETE', `/api/people/${vendor.id}/roles`, {
          role: 'vendor-user',
          siteId: world.plant.site.id,
        }),
    },
    {
      what: 'the machine is blocked',
      take: ({ api, target }) => suspendAt(api, `/api/targets/${target.id}`),
    },
    {
      what: 'the machine is removed',
      take: ({ api, target }) => api.mustSend('DELETE', `/api/targets/${target.id}`),
    },
    {
      what: 'the firm is no longer entitled to the machine',
      take: ({ api }) => api.mustSend('PUT', `${firm()}/entitlements`, { assetIds: [world.plant.asset.id] }),
    },
    {
      what: 'the firm is suspended',
      take: ({ api }) => suspendAt(api, firm()),
      giveBack: ({ api }) => reinstateAt(api, firm()),
    },
    {
      what: 'the site is blocked',
      take: ({ api }) => suspendAt(api, site()),
      giveBack: ({ api }) => reinstateAt(api, site()),
    },
  ];
  it.each(takenAway)('SE-09 ends the live session when $what', async ({ take, giveBack }) => {
    const { plant } = world;
    const { administrator } = plant;
    const { api } = administrator;
    const vendor = await plant.anotherVendor();
    const target = await plant.anotherTarget();
    const grant = await openAccess(plant, { vendor, targetId: target.id });
    const client = await TerminalClient.connect(vendor, grant);
    client.type('while :; do echo working; sleep 0.1; done\r');
    await client.untilOutput(/working\r\n/);
    await withFreshFactor(administrator, () => take({ api, vendor, target }));
    const takenAt = Date.now();
    const { ended, at } = await client.untilEnded();
    expect(['GH-LOCKED', 'GH-REVOKED']).toContain(ended.code);
    expect(at - takenAt).toBeLessThanOrEqual(2_000);
    await waitUntil('the machine has let go', () => world.sshd.accountProcesses().length === 0);
    await expect(TerminalClient.connect(vendor, grant)).rejects.toThrow();
    if (!giveBack) return;
    await withFreshFactor(administrator, () => giveBack({ api, vendor, target }));
    // What starts within five seconds of a block is ended by it, lifted or not: the next test must not be.
    await pause(takenAt + 5_500 - Date.now());
  });
});

function suspendAt(api: ApiClient, path: string): Promise<unknown> {
  return api.mustSend('POST', `${path}/suspend`, { reason: 'For a test' });
}

function reinstateAt(api: ApiClient, path: string): Promise<unknown> {
  return api.mustSend('POST', `${path}/reinstate`, {});
}
