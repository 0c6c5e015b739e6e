import { listenTo } from '@gatehouse/persistence';
import type { DatabaseListener } from '@gatehouse/persistence';
import { liveChannel } from '../jobs/dispatch-outbox.js';
import { parseLiveEvent } from './live-event.js';
import type { LiveEvent } from './live-event.js';

export interface LiveSubscriber {
  event(event: LiveEvent): void;
  /** Events may be missing: the stream must begin anew, and its page read everything again. */
  gap(): void;
}

/** Hears on one connection what all gateways dispatched, and hands it to the open streams of this one. */
export class LiveFeed {
  private readonly subscribers = new Set<LiveSubscriber>();
  private listener: DatabaseListener | null = null;

  constructor(private readonly databaseUrl: string) {}

  start(): void {
    this.listener = listenTo(this.databaseUrl, [liveChannel], {
      notice: (_channel, payload) => {
        const event = parseLiveEvent(payload);
        if (event !== null) for (const subscriber of [...this.subscribers]) subscriber.event(event);
      },
      gap: () => {
        for (const subscriber of [...this.subscribers]) subscriber.gap();
      },
    });
  }

  async stop(): Promise<void> {
    for (const subscriber of [...this.subscribers]) subscriber.gap();
    await this.listener?.close();
  }

  /** @returns what ends the subscription. */
  subscribe(subscriber: LiveSubscriber): () => void {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  }
}
