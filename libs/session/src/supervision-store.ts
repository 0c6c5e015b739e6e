import type { NodeId, PersonId, SessionId } from '@gatehouse/kernel';
import type { Freeze } from './freeze.js';
import type { ScreenMessage } from './supervision.js';

/** What the plant orders for sessions, in the database. Every write is one conditional statement. */
export interface SupervisionStore {
  /** False when the session is over or on its way out, or was frozen before. */
  freeze(id: SessionId, by: PersonId, reason: string | null, at: Date): Promise<boolean>;
  /** Also of a session that is over: its freeze keeps the next one out. False when it was not frozen. */
  unfreeze(id: SessionId): Promise<boolean>;
  /** False when the session is over or on its way out, or has had its fill of messages. */
  addMessage(id: SessionId, by: PersonId, text: string, at: Date): Promise<boolean>;
  /** The message is on the person's screen. False when that was known. */
  messageShown(seq: string, at: Date): Promise<boolean>;
  /** For every session of the node that is not over: the level of its freeze, and messages nobody has shown yet. */
  ordersFor(nodeId: NodeId): Promise<SessionOrders[]>;
}

export interface SessionOrders {
  readonly sessionId: SessionId;
  readonly freeze: Freeze | null;
  readonly messages: readonly ScreenMessage[];
}
