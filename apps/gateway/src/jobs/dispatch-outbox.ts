import type { Clock } from '@gatehouse/kernel';
import { listenTo, markDispatched, takeFromOutbox } from '@gatehouse/persistence';
import type { DatabaseListener, OutboxEntry } from '@gatehouse/persistence';
import type { DataSource } from 'typeorm';

export interface OutboxDispatcherDeps {
  readonly database: DataSource;
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** Runs inside the transaction that marks the entry; must bear a second call for the same entry. */
  readonly deliver: (entry: OutboxEntry) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Hands every outbox entry out, at least once, in the order of its number as far as it was committed by then.
 * Several gateways may run one each: a row is locked by one and passed over by the others. Wakes at NOTIFY,
 * and looks once a second whatever happens.
 */
export class OutboxDispatcher {
  private running: Promise<void> = Promise.resolve();
  private listener: DatabaseListener | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = true;
  private isBusy = false;
  private wasWoken = false;

  constructor(private readonly deps: OutboxDispatcherDeps) {}

  start(): void {
    this.isStopped = false;
    this.listener = listenTo(this.deps.databaseUrl, ['gatehouse_outbox'], { notice: () => this.wake() });
    this.timer = setInterval(() => this.wake(), 1000);
    this.wake();
  }

  /** Resolves when the entry in hand is done with. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.listener?.close();
    await this.running;
  }

  private wake(): void {
    this.wasWoken = true;
    if (this.isBusy || this.isStopped) return;
    this.isBusy = true;
    this.running = this.drain()
      .catch((error: unknown) => this.deps.onTrouble(error))
      .finally(() => {
        this.isBusy = false;
      });
  }

  private async drain(): Promise<void> {
    while (this.wasWoken && !this.isStopped) {
      this.wasWoken = false;
      while (!this.isStopped && (await this.dispatchSome()) === batch);
    }
  }

  private dispatchSome(): Promise<number> {
    return this.deps.database.transaction(async (manager) => {
      const entries = await takeFromOutbox(manager, batch);
      for (const entry of entries) await this.deps.deliver(entry);
      const ids = entries.map((entry) => entry.id);
      if (ids.length > 0) await markDispatched(manager, ids, this.deps.clock.now());
      for (const entry of entries)
        await manager.query('SELECT pg_notify($1, $2)', [liveChannel, liveText(entry)]);
      return entries.length;
    });
  }
}

const batch = 50;

/** On which every gateway hears of an event, after the change it tells of was committed. */
export const liveChannel = 'gatehouse_live';

/** No more than a reader needs to know whether to look: NOTIFY carries 8,000 bytes at most. */
function liveText({ payload }: OutboxEntry): string {
  const { kind, siteId, subjects } = payload;
  return JSON.stringify({ kind, siteId, subjects });
}
