import type { Revocation, RevocationStore } from '@gatehouse/grant';
import type { Clock, NodeId, SessionEndReason, SessionId, UnitOfWork } from '@gatehouse/kernel';
import type { LiveSessionRow, SessionStore } from '@gatehouse/session';
import type { Authority } from './authority.js';

export interface RevocationReads {
  readonly sessions: SessionStore;
  readonly revocations: RevocationStore;
  /** The database's own clock. */
  readonly databaseNow: () => Promise<Date>;
}

export interface EndOrder {
  readonly sessionId: SessionId;
  readonly reason: SessionEndReason;
  readonly detail: string;
  readonly text: string | null;
  readonly endedBy: string | null;
}

/** Rows read again each time: a transaction that commits late shows up below numbers that were read already. */
const readAgain = 200n;
/** A session this much younger than a revocation may still have been judged by rows from before it. */
const overlapMs = 5_000;

/**
 * Law: revocation is a level, not an edge. Reads the rows once a second, whoever wakes it in between, and ends what
 * they cover on this node. A session authorised well after a row was judged by what that row left behind.
 */
export class RevocationReader {
  private last: bigint | null = null;
  private readonly ordered = new Set<SessionId>();

  constructor(
    private readonly uow: UnitOfWork<RevocationReads>,
    private readonly clock: Clock,
    private readonly nodeId: NodeId,
    private readonly authority: Authority,
    private readonly end: (order: EndOrder) => void,
  ) {}

  /** One look. Rejects when the database cannot be read; the authority then grows older. */
  async read(): Promise<void> {
    const { rows, live } = await this.uow.run(async ({ revocations, sessions, databaseNow }) => {
      const before = this.clock.now().getTime();
      const now = await databaseNow();
      const half = new Date((before + this.clock.now().getTime()) / 2);
      this.last ??= await revocations.lastSeq();
      const from = this.last > readAgain ? this.last - readAgain : 0n;
      const found = await revocations.after(from);
      const running = await sessions.liveOnNode(this.nodeId);
      this.authority.read(now, half);
      return { rows: found, live: running };
    });
    for (const row of rows) {
      if (this.last === null || row.seq > this.last) this.last = row.seq;
      for (const session of live) if (isCovered(row, session)) this.order(row, session);
    }
    const alive = new Set(live.map((session) => session.id));
    for (const id of this.ordered) if (!alive.has(id)) this.ordered.delete(id);
  }

  private order(row: Revocation, session: LiveSessionRow): void {
    const first = !this.ordered.has(session.id);
    this.ordered.add(session.id);
    this.end({
      sessionId: session.id,
      reason: row.reason,
      detail: `${row.scope} ${row.reason}`,
      text: row.text,
      endedBy: first ? row.madeBy : null,
    });
  }
}

function isCovered(row: Revocation, session: LiveSessionRow): boolean {
  if (session.createdAt.getTime() > row.at.getTime() + overlapMs) return false;
  switch (row.scope) {
    case 'all':
      return true;
    case 'session':
      return row.scopeId === session.id;
    case 'grant':
      return row.scopeId === session.grantId;
    case 'person':
      return row.scopeId === session.personId;
    case 'vendor-organisation':
      return row.scopeId === session.vendorOrganisationId;
    case 'target':
      return row.scopeId === session.targetId;
    case 'site':
      return row.scopeId === session.siteId;
  }
}
