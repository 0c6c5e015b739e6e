import type { Server, Socket } from 'node:net';
import { systemClock } from '@gatehouse/kernel';
import { NativeDoor, sshPlugin, WebTerminalLeg } from '@gatehouse/protocol-ssh';
import type { GrantWish, NativeDoorPolicy } from '@gatehouse/protocol-ssh';
import { RdpDoor, rdpPlugin } from '@gatehouse/protocol-rdp';
import type { RdpDoorPolicy } from '@gatehouse/protocol-rdp';
import { VncDoor, vncPlugin } from '@gatehouse/protocol-vnc';
import type { VncDoorPolicy } from '@gatehouse/protocol-vnc';
import { openRecorder } from '@gatehouse/recording';
import { ConnectionPermit, connectRefusal, runSession } from '@gatehouse/session';
import type { LiveSession, SessionReport } from '@gatehouse/session';
import type { ClientLeg, ProtocolPlugin } from '@gatehouse/session/plugin';
import { AuthorityWatch } from './authority-watch.js';
import type {
  ControlNews,
  ControlQuestions,
  HostNews,
  HostQuestions,
  HostStart,
  WatchedSessionOrders,
} from './host-messages.js';
import { listenForKills } from './kill-ear.js';
import type { EndedByKill } from './kill-ear.js';
import { covers, readLatches } from './kill-latch.js';
import type { Coverable, KillLatch, KillScope } from './kill-latch.js';
import type { ProcessChannel } from './process-channel.js';
import { trySignIn } from './try-sign-in.js';
import { listenForStreams } from './web-streams.js';

export type HostChannel = ProcessChannel<HostQuestions, HostNews, ControlQuestions, ControlNews>;

const plugins: readonly ProtocolPlugin[] = [sshPlugin, vncPlugin, rdpPlugin];

/** Runs sessions. Knows no database and no person; asks the control process for every permit. */
export class SessionHost {
  private readonly live = new Map<LiveSession, Promise<void>>();
  /** Sessions of browsers, which take further channels by their id. */
  private readonly webLegs = new Map<string, WebTerminalLeg>();
  private readonly authority = new AuthorityWatch(systemClock);
  private readonly sshDoor: NativeDoor;
  private readonly vncDoor: VncDoor | null;
  private readonly rdpDoor: RdpDoor | null;
  private readonly report: SessionReport;
  private latches: readonly KillLatch[] = [];
  private draining = false;
  private servers: Server[] = [];

  private constructor(
    private readonly channel: HostChannel,
    private readonly start: HostStart,
  ) {
    this.report = reportOver(channel);
    this.sshDoor = new NativeDoor({ hostKeys: start.sshHostKeys, policy: this.policy() });
    const { viewerCertificate: certificate } = start;
    this.vncDoor = certificate && new VncDoor({ certificate, policy: this.viewerPolicy() });
    this.rdpDoor = certificate && new RdpDoor({ certificate, policy: this.rdpPolicy() });
  }

  static async open(channel: HostChannel, start: HostStart): Promise<SessionHost> {
    const host = new SessionHost(channel, start);
    await host.readLatches();
    const ear = await listenForKills(start.killDirectory, (scope) => host.kill(scope));
    const streams = await listenForStreams(start.streamDirectory, () => systemClock.now(), {
      serve: async (opening, leg) => {
        await host.serve(opening.wireId, { grantId: opening.grantId }, leg);
        await leg.close();
      },
      attachFiles: (sessionId, channel) => host.webLegs.get(sessionId)?.attach(channel) ?? false,
    });
    host.servers = [ear, streams.server];
    channel.hear('wire', (wire, socket) => host.take(wire, socket));
    channel.hear('heartbeat', ({ authorityAgeMs }) => {
      host.authority.heard(authorityAgeMs);
      const sessionIds = [...host.live.keys()].map((session) => session.content.sessionId);
      channel.tell('pong', { sessionIds });
    });
    channel.hear('end', ({ sessionIds, reason, detail, text }) => {
      const ids = new Set<string>(sessionIds);
      for (const session of host.live.keys())
        if (ids.has(session.content.sessionId)) session.end(reason, detail, text);
    });
    channel.hear('supervise', ({ orders }) => host.supervise(orders));
    channel.answer('sign-in.try', async (asked) => {
      // A kill at the plant is heard here first, and holds for this too.
      if (host.draining || host.latches.some((latch) => covers(latch, { siteId: asked.siteId })))
        throw new Error('nothing is dialled now');
      return trySignIn(plugins, asked);
    });
    channel.hear('drain', () => (host.draining = true));
    channel.tell('ready', { streamSocket: streams.path });
    setInterval(() => void host.watch(), 250);
    return host;
  }

  /** Ends what runs, as the given reason, and resolves when all of it is over. */
  async endAll(reason: 'stale-authority' | 'error', detail: string): Promise<void> {
    this.draining = true;
    for (const session of this.live.keys()) session.end(reason, detail);
    await Promise.allSettled([...this.live.values()]);
    await Promise.all([this.sshDoor.closeAll(), this.vncDoor?.closeAll(), this.rdpDoor?.closeAll()]);
    for (const server of this.servers) server.close();
  }

  /** The control process is gone for good: nothing new, and what runs may run as long as its authority is fresh. */
  orphaned(): Promise<void> {
    this.draining = true;
    return new Promise((resolve) => {
      const look = setInterval(() => {
        if (this.live.size > 0) return;
        clearInterval(look);
        void this.endAll('stale-authority', '').then(resolve);
      }, 200);
    });
  }

  private take({ wireId, leg, source }: ControlNews['wire'], socket: Socket | undefined): void {
    if (!socket) return void this.channel.tell('wire.closed', { wireId });
    const door = { ssh: this.sshDoor, vnc: this.vncDoor, rdp: this.rdpDoor }[leg];
    if (this.draining || door === null) {
      this.channel.tell('wire.closed', { wireId });
      return void socket.destroy();
    }
    door.accept(socket, wireId, source);
  }

  private supervise(orders: readonly WatchedSessionOrders[]): void {
    const live = new Map([...this.live.keys()].map((session) => [session.content.sessionId, session]));
    for (const { sessionId, freeze, messages, watchers } of orders) {
      const supervision = live.get(sessionId)?.supervision;
      supervision?.freeze(freeze);
      supervision?.watchers(watchers);
      for (const message of messages)
        supervision?.message(message, () => this.channel.tell('message.shown', { seq: message.seq }));
    }
  }

  private async serve(wireId: string, wish: GrantWish, leg: ClientLeg): Promise<void> {
    const refusal = this.draining
      ? connectRefusal('GH-STOPPING', { machine: '' })
      : this.authority.mayStart()
        ? null
        : connectRefusal('GH-STALE', { machine: '' });
    const answer = refusal
      ? { refusal }
      : await this.channel
          .ask('permit.request', { wireId, wish, right: leg.first.wish })
          .catch(() => ({ refusal: connectRefusal('GH-STALE', { machine: '' }) }));
    if ('refusal' in answer) return leg.first.refuse(answer.refusal);
    let over: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (over = resolve));
    const { sessionId } = answer.permit;
    if (leg instanceof WebTerminalLeg) this.webLegs.set(sessionId, leg);
    const running = runSession(ConnectionPermit.received(answer.permit, wireId), leg, {
      clock: systemClock,
      plugins,
      openRecorder: (content) => openRecorder({ ...this.start, ...content.recording }),
      report: this.report,
      live: {
        add: (session) => {
          this.live.set(session, done);
          this.endIfCovered(session);
        },
        delete: (session) => this.live.delete(session),
      },
    });
    await running.catch(() => leg.close()).finally(over);
    this.webLegs.delete(sessionId);
  }

  private async watch(): Promise<void> {
    if (!this.authority.mayGoOn())
      for (const session of this.live.keys())
        session.end('stale-authority', 'the control process or the database could not be reached');
    await this.readLatches();
    for (const session of this.live.keys()) this.endIfCovered(session);
  }

  private async readLatches(): Promise<void> {
    try {
      this.latches = await readLatches(this.start.latchDirectory);
    } catch {
      // What was read last stands: a folder that cannot be read now must not lift a block.
    }
  }

  private endIfCovered(session: LiveSession): void {
    if (this.latches.some((latch) => covers(latch, coverableOf(session))))
      session.end('locked', 'blocked at the plant by a local kill');
  }

  private async kill(scope: KillScope): Promise<readonly EndedByKill[]> {
    const covered = [...this.live].filter(([session]) => covers({ scope, grants: [] }, coverableOf(session)));
    for (const [session] of covered) session.end('locked', 'ended at the plant by a local kill');
    const patience = new Promise((resolve) => setTimeout(resolve, 500).unref());
    await Promise.race([Promise.all(covered.map(([, done]) => done)), patience]);
    return covered.map(([{ content }]) => ({ sessionId: content.sessionId, grantId: content.grantId }));
  }

  private viewerPolicy(): VncDoorPolicy {
    const { channel } = this;
    return {
      takesPassword: (wireId) => channel.ask('viewer.takes-password', { wireId }),
      password: (wireId, challenge, response) =>
        channel.ask('viewer.password', { wireId, challenge, response }),
      token: (wireId, userName, token) => channel.ask('viewer.token', { wireId, userName, token }),
      serve: (wireId, wish, leg) => this.serve(wireId, wish, leg),
      wireClosed: (wireId) => channel.tell('wire.closed', { wireId }),
    };
  }

  private rdpPolicy(): RdpDoorPolicy {
    const { channel } = this;
    return {
      ...this.viewerPolicy(),
      ntHash: (wireId, userName) => channel.ask('viewer.nt-hash', { wireId, userName }),
    };
  }

  private policy(): NativeDoorPolicy {
    const { channel } = this;
    return {
      password: (wireId, login, password) => channel.ask('sign-in.password', { wireId, login, password }),
      publicKey: (wireId, login, proven) => channel.ask('sign-in.public-key', { wireId, login, ...proven }),
      code: (wireId, code) => channel.ask('sign-in.code', { wireId, code }),
      askConfirmation: (wireId, handle) => channel.ask('sign-in.ask-confirmation', { wireId, handle }),
      confirmation: (wireId) => channel.ask('sign-in.confirmation', { wireId }),
      menu: (wireId) => channel.ask('grants.menu', { wireId }),
      serve: (wireId, wish, leg) => this.serve(wireId, wish, leg),
      refusedOnWire: (wireId, what) => channel.tell('wire.refused', { wireId, what }),
      cut: (wireId, why) => channel.tell('wire.cut', { wireId, why }),
      wireClosed: (wireId) => channel.tell('wire.closed', { wireId }),
    };
  }
}

function coverableOf({ content }: LiveSession): Coverable {
  return { sessionId: content.sessionId, siteId: content.siteId, grantId: content.grantId };
}

function reportOver(channel: HostChannel): SessionReport {
  return {
    started: async (started) => void (await channel.ask('session.started', started)),
    openChannel: async (sessionId, wish) =>
      (await channel.ask('channel.request', { sessionId, wish })).refusal,
    progress: (sessionId, bytes) => void channel.tell('progress', { sessionId, bytes }),
    checkpoint: async (recordingId, checkpoint) =>
      void (await channel.ask('recording.checkpoint', { recordingId, checkpoint })),
    note: async (sessionId, fact) => void (await channel.ask('session.note', { sessionId, fact })),
    identityMismatch: async (sessionId, observed, jumpHostId) =>
      void (await channel.ask('session.identity-mismatch', { sessionId, observed, jumpHostId })),
    ended: (ended) => untilHeard(channel, () => channel.ask('session.ended', ended)),
  };
}

/** An end that was not written down would hold its grant: it is said again until it is, or nobody listens any more. */
async function untilHeard(channel: HostChannel, say: () => Promise<unknown>): Promise<void> {
  while (channel.isOpen) {
    try {
      await say();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
