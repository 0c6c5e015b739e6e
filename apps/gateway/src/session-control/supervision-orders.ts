import type { NodeId, UnitOfWork } from '@gatehouse/kernel';
import type { SupervisionStore } from '@gatehouse/session';
import type { WatchedSessionOrders } from '../session-host/host-messages.js';
import type { HostPool } from './host-pool.js';
import type { RunningSessions } from './running-sessions.js';
import type { Watchers } from './watchers.js';

export interface SupervisionReads {
  readonly supervision: SupervisionStore;
}

/**
 * Brings what the plant ordered to the hosts that run the sessions. Like a revocation it is a level: the whole state is
 * read and told at every look, so that a message lost, a host restarted or a permit under way changes nothing for long.
 */
export class SupervisionOrders {
  constructor(
    private readonly uow: UnitOfWork<SupervisionReads>,
    private readonly nodeId: NodeId,
    private readonly running: Pick<RunningSessions, 'hostOf'>,
    private readonly pool: Pick<HostPool, 'find'>,
    private readonly watchers: Pick<Watchers, 'namesOf'>,
  ) {}

  /** One look. Rejects when the database cannot be read: what was ordered last stands. */
  async deliver(): Promise<void> {
    const all = await this.uow.run(({ supervision }) => supervision.ordersFor(this.nodeId));
    const byHost = new Map<number, WatchedSessionOrders[]>();
    for (const order of all) {
      const pid = this.running.hostOf(order.sessionId);
      if (pid === null) continue;
      const orders = byHost.get(pid) ?? [];
      orders.push({ ...order, watchers: this.watchers.namesOf(order.sessionId) });
      byHost.set(pid, orders);
    }
    for (const [pid, orders] of byHost) this.pool.find(pid)?.channel.tell('supervise', { orders });
  }
}
