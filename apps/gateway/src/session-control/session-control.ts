import type { SessionEndReason, SessionId } from '@gatehouse/kernel';
import type { DoorCertificate } from '@gatehouse/protocol-vnc';
import type { Logger } from 'pino';
import { KillDoor } from '../listeners/kill-door.js';
import { NativeListener } from '../listeners/native-listener.js';
import type { NativeLeg } from '../session-host/host-messages.js';
import { keepGrants, readLatches, withGrantOf } from '../session-host/kill-latch.js';
import type { Authority } from './authority.js';
import { answerHost, voidConfirmation } from './host-answers.js';
import type { HostAnswerDeps } from './host-answers.js';
import { HostPool } from './host-pool.js';
import type { HostProcess } from './host-process.js';
import { LookAgain } from './look-again.js';
import type { LatchStores } from './report-latches.js';
import { reportLatches } from './report-latches.js';
import { RevocationReader } from './revocation-reader.js';
import type { EndOrder, RevocationReads } from './revocation-reader.js';
import { RevocationWake } from './revocation-wake.js';
import { SealLeftovers } from './seal-leftovers.js';
import type { RunningSessions } from './running-sessions.js';
import type { SessionDirectories } from './session-directories.js';
import type { UnitOfWork } from '@gatehouse/kernel';
import { SupervisionOrders } from './supervision-orders.js';
import type { SupervisionReads } from './supervision-orders.js';
import { Watchers } from './watchers.js';
import { UnlistedSessions } from './unlisted-sessions.js';

export interface SessionControlDeps extends HostAnswerDeps {
  readonly log: Logger;
  readonly authority: Authority;
  readonly directories: SessionDirectories;
  readonly reads: UnitOfWork<RevocationReads & LatchStores & SupervisionReads>;
  readonly databaseUrl: string;
  readonly sshHostKeys: readonly string[];
  readonly hosts: number;
  readonly ssh: ListenAt;
  /** Null: no door for people's own VNC viewers, and none for their own RDP clients. */
  readonly vnc: ListenAt | null;
  readonly rdp: ListenAt | null;
  /** What both doors show; null where there is neither. */
  readonly viewerCertificate: DoorCertificate | null;
}

interface ListenAt {
  readonly host: string;
  readonly port: number;
}

/** Runs this node's side of all sessions: hosts, doors, revocations, the local kill, and what a crash left behind. */
export class SessionControl {
  readonly pool: HostPool;
  /** A coming or going is told with the next look, which it brings about. */
  readonly watchers = new Watchers(() => void this.revocations.ask());
  private readonly listeners: Readonly<Record<NativeLeg, NativeListener>>;
  private readonly killDoor: KillDoor;
  private readonly reader: RevocationReader;
  private readonly wake: RevocationWake;
  private readonly leftovers: SealLeftovers;
  private readonly supervisionOrders: SupervisionOrders;
  private readonly unlisted = new UnlistedSessions();
  private timers: NodeJS.Timeout[] = [];
  private readonly revocations: LookAgain;
  /** Port of the SSH door, known once it listens. */
  sshPort = 0;
  /** Ports of the doors for viewers, known once they listen; null where there is none. */
  vncPort: number | null = null;
  rdpPort: number | null = null;

  constructor(private readonly deps: SessionControlDeps) {
    const { directories, authority } = deps;
    this.pool = new HostPool(
      deps.hosts,
      { sshHostKeys: deps.sshHostKeys, viewerCertificate: deps.viewerCertificate, ...directories },
      {
        started: (host) => answerHost(host, deps, () => this.lookAtLatches()),
        gone: (host, expected) => void this.hostGone(host, expected),
      },
      () => authority.ageMs(),
      (hostPid) => deps.wires.countOf(hostPid),
    );
    const doors = { pool: this.pool, wires: deps.wires, limits: deps.limits };
    this.listeners = {
      ssh: new NativeListener({ leg: 'ssh', ...doors }),
      vnc: new NativeListener({ leg: 'vnc', ...doors }),
      rdp: new NativeListener({ leg: 'rdp', ...doors }),
    };
    this.killDoor = new KillDoor(directories);
    this.reader = new RevocationReader(deps.reads, deps.clock, deps.nodeId, authority, (order) =>
      this.order(order),
    );
    this.supervisionOrders = new SupervisionOrders(
      deps.reads,
      deps.nodeId,
      deps.running,
      this.pool,
      this.watchers,
    );
    this.revocations = new LookAgain(
      async () => {
        await this.reader.read();
        await this.supervisionOrders.deliver();
      },
      (error) => this.told(error),
    );
    this.wake = new RevocationWake(deps.databaseUrl, () => void this.revocations.ask());
    this.leftovers = new SealLeftovers({ ...deps, secretBox: deps.authorize.secretBox });
  }

  get running(): RunningSessions {
    return this.deps.running;
  }

  /** Resolves when the doors are open. What an earlier life of this node left running is written down as ended first. */
  async start(): Promise<void> {
    // A node of the portal alone opens no door and holds no session.
    if (this.deps.hosts === 0) return;
    await this.closeLeftRunning();
    await this.reader.read();
    await this.readLatches();
    await Promise.all([this.pool.open(), this.killDoor.open()]);
    this.wake.start();
    this.every(1_000, () => this.revocations.ask());
    this.every(500, () => this.readLatches());
    this.every(3_000, () => this.leftovers.look());
    this.every(3_000, () => this.loseUnlisted());
    void this.leftovers.look().catch((error: unknown) => this.told(error));
    const { ssh, vnc, rdp } = this.deps;
    this.sshPort = await this.listeners.ssh.listen(ssh.port, ssh.host);
    if (vnc) this.vncPort = await this.listeners.vnc.listen(vnc.port, vnc.host);
    if (rdp) this.rdpPort = await this.listeners.rdp.listen(rdp.port, rdp.host);
  }

  /** Nothing new, everybody told, recordings sealed, then the processes end. */
  async stop(): Promise<void> {
    const { authority, running } = this.deps;
    authority.stopping = true;
    if (this.deps.hosts === 0) return;
    for (const listener of Object.values(this.listeners)) listener.close();
    for (const host of this.pool.all()) {
      host.channel.tell('drain', null);
      this.tellEnd(host, running.idsOf(host.pid), 'error', 'the gateway was stopped', stoppingText);
    }
    for (let waited = 0; running.count > 0 && waited < 10_000; waited += 50)
      await new Promise((resolve) => setTimeout(resolve, 50));
    for (const timer of this.timers) clearInterval(timer);
    await this.pool.close();
    await this.killDoor.close();
    await this.wake.stop();
    await this.revocations.idle();
  }

  private async closeLeftRunning(): Promise<void> {
    const { reads, nodeId, book, confirmations } = this.deps;
    await confirmations.voidOfNode(nodeId);
    const left = await reads.run(({ sessions }) => sessions.liveOnNode(nodeId));
    for (const session of left) await book.lost(session.id, 'error', 'node restarted');
  }

  private async loseUnlisted(): Promise<void> {
    const { running, clock, book } = this.deps;
    const listed = new Set(this.pool.all().flatMap((host) => host.sessionIds));
    for (const id of this.unlisted.look(running.ids(), listed, clock.monotonicMs())) {
      running.remove(id);
      await this.lose(id, book);
    }
  }

  private async hostGone(host: HostProcess, expected: boolean): Promise<void> {
    const { wires, limits, running, book, log } = this.deps;
    for (const wire of wires.removeOf(host.pid)) {
      limits.settled(wire.id);
      voidConfirmation(this.deps, wire);
    }
    // What killed it may be somebody who killed one of its sessions: blocked before the end of that frees its grant.
    if (!expected) await this.lookAtLatches().catch((error: unknown) => this.told(error));
    const lost = running.removeOf(host.pid);
    if (!expected) log.error({ pid: host.pid, sessions: lost.length }, 'a session host has ended');
    for (const { content } of lost) await this.lose(content.sessionId, book);
    if (lost.length > 0) await this.leftovers.look().catch((error: unknown) => this.told(error));
  }

  /** Until it is written: a session that is over must not hold its grant. */
  private async lose(id: SessionId, book: HostAnswerDeps['book']): Promise<void> {
    for (;;) {
      try {
        return await book.lost(id, 'error', 'the session host ended unexpectedly');
      } catch (error) {
        if (this.deps.authority.stopping) return;
        this.told(error);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  }

  private order(order: EndOrder): void {
    const { running, reads } = this.deps;
    const host = this.pool.find(running.hostOf(order.sessionId) ?? -1);
    if (host) this.tellEnd(host, [order.sessionId], order.reason, order.detail, order.text);
    reads
      .run(({ sessions }) => sessions.cancel(order.sessionId, order.endedBy, order.detail))
      .catch((error: unknown) => this.told(error));
  }

  private tellEnd(
    host: HostProcess,
    sessionIds: readonly SessionId[],
    reason: SessionEndReason,
    detail: string,
    text: string | null,
  ): void {
    if (sessionIds.length > 0) host.channel.tell('end', { sessionIds, reason, detail, text });
  }

  private async readLatches(): Promise<void> {
    const { authority, directories, reads, clock } = this.deps;
    const { latchDirectory } = directories;
    await this.lookAtLatches();
    const reported = await reportLatches({ uow: reads, clock, latchDirectory }, authority.latches);
    // Writing them down may have found the grant of one.
    if (reported > 0) await this.lookAtLatches();
  }

  /** Needs no database. A host that is stuck cannot name the grant of a session that is killed: it is named here. */
  private async lookAtLatches(): Promise<void> {
    const { authority, directories, running } = this.deps;
    const { latchDirectory } = directories;
    const latches = await readLatches(latchDirectory);
    const named = latches.map((latch) => withGrantOf(latch, (id) => running.grantOf(id)));
    authority.latches = named;
    for (const [index, latch] of named.entries())
      if (latch !== latches[index]) await keepGrants(latchDirectory, latch);
  }

  private every(ms: number, act: () => Promise<void>): void {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      act()
        .catch((error: unknown) => this.told(error))
        .finally(() => (busy = false));
    }, ms);
    this.timers.push(timer);
  }

  private told(error: unknown): void {
    const name = error instanceof Error ? error.message : 'unknown fault';
    this.deps.log.warn(
      { part: 'sessions', fault: name },
      'sessions: the database or a folder could not be used',
    );
  }
}

const stoppingText = 'this gateway is being stopped. Connect again in a minute; your access stays as it is.';
