import type { HostStart } from '../session-host/host-messages.js';
import { HostProcess } from './host-process.js';

export interface HostPoolListener {
  /** Before the host gets anything to do. */
  started(host: HostProcess): void;
  /** The process has ended; `expected` when the pool was stopping. */
  gone(host: HostProcess, expected: boolean): void;
}

/** The session hosts of this node: as many as asked for, each replaced when it ends. */
export class HostPool {
  private hosts: HostProcess[] = [];
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly count: number,
    private readonly start: HostStart,
    private readonly listener: HostPoolListener,
    private readonly authorityAgeMs: () => number,
    /** As of this moment: what a host reports is a second old, and all who come in that second would go to one. */
    private readonly connectionsOf: (hostPid: number) => number,
  ) {}

  /** Resolves when every host is ready. */
  async open(): Promise<void> {
    await Promise.all(Array.from({ length: this.count }, () => this.fork().ready));
    this.timer = setInterval(() => this.beat(), 1_000);
  }

  /** The ready host with the fewest connections; null when there is none. */
  leastBusy(): HostProcess | null {
    const ready = this.hosts
      .filter((host) => host.isReady && !host.isStuck)
      .map((host) => ({ host, connections: this.connectionsOf(host.pid) }));
    ready.sort((a, b) => a.connections - b.connections);
    return ready[0]?.host ?? null;
  }

  find(pid: number): HostProcess | null {
    return this.hosts.find((host) => host.pid === pid) ?? null;
  }

  all(): readonly HostProcess[] {
    return this.hosts;
  }

  /** Ends the processes; their sessions were ended before. */
  async close(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    for (const host of this.hosts) host.disconnect();
    const patience = setTimeout(() => this.hosts.forEach((host) => host.kill()), 5_000);
    await Promise.all(this.hosts.map((host) => host.gone));
    clearTimeout(patience);
  }

  private fork(): HostProcess {
    const host = new HostProcess(this.start);
    this.hosts.push(host);
    this.listener.started(host);
    // One that hangs before it is ready never counts as stuck: without an end it would never be replaced.
    host.ready.catch(() => host.kill());
    void host.gone.then(() => {
      this.hosts = this.hosts.filter((other) => other !== host);
      this.listener.gone(host, this.stopping);
      // A host that dies at once must not make the machine busy with forking.
      if (!this.stopping) setTimeout(() => !this.stopping && this.fork(), 500);
    });
    return host;
  }

  private beat(): void {
    for (const host of this.hosts) {
      if (host.isStuck) host.kill();
      else if (host.isReady) host.channel.tell('heartbeat', { authorityAgeMs: this.authorityAgeMs() });
    }
  }
}
