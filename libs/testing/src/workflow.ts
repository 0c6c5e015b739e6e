import { expireRequests, reviewRequest, submitRequest, withdrawRequest } from '@gatehouse/access-request';
import type { AccessRequest, RequestWish, ReviewInput, ReviewOutcome } from '@gatehouse/access-request';
import { issueConnectTicket, revokeGrant, spendConnectTicket, turnGrants } from '@gatehouse/grant';
import type { AccessGrant, ConnectTicket, TicketDoor } from '@gatehouse/grant';
import type { Actor, Clock, GrantId, PersonId, RequestId } from '@gatehouse/kernel';
import {
  PostgresAccessRequestStore,
  PostgresConnectTicketStore,
  PostgresEventLog,
  PostgresGrantStore,
  PostgresPolicyStore,
  PostgresRequestFacts,
  PostgresRevocationStore,
  PostgresUnitOfWork,
} from '@gatehouse/persistence';
import { ticketFactorFreshSeconds } from '@gatehouse/session';
import type { DataSource } from 'typeorm';
import type { Plant } from './plant.js';

/** The operations from request to ticket on one database, as the gateway wires them, with short calls for specs. */
export class Workflow {
  readonly uow;

  constructor(
    readonly database: DataSource,
    readonly clock: Clock,
  ) {
    this.uow = new PostgresUnitOfWork(database, (manager) => ({
      requests: new PostgresAccessRequestStore(manager),
      facts: new PostgresRequestFacts(manager),
      grants: new PostgresGrantStore(manager),
      policies: new PostgresPolicyStore(manager),
      tickets: new PostgresConnectTicketStore(manager),
      revocations: new PostgresRevocationStore(manager),
      events: new PostgresEventLog(manager),
    }));
  }

  /** A request for the plant's target from now for an hour, unless told otherwise. */
  submit(plant: Plant, wish: Partial<RequestWish> = {}, by = plant.vendorUserId): Promise<AccessRequest> {
    return submitRequest(this, { personId: by, actor: actorOf(by) }, { ...this.wish(plant), ...wish });
  }

  wish(plant: Plant): RequestWish {
    return {
      targetIds: [plant.targetId],
      purpose: 'Replace a worn belt sensor',
      plannedChange: false,
      workOrder: null,
      vendorLocation: null,
      rights: ['shell', 'exec'],
      window: this.window(0, 60),
    };
  }

  /** From and until in minutes from now. */
  window(fromMinutes: number, untilMinutes: number): { opensAt: Date; closesAt: Date } {
    const now = this.clock.now().getTime();
    return { opensAt: new Date(now + fromMinutes * 60_000), closesAt: new Date(now + untilMinutes * 60_000) };
  }

  review(
    request: AccessRequest,
    by: PersonId,
    answer: Partial<Extract<ReviewInput['answer'], { verdict: 'approve' }>> | 'deny' = {},
    changed: Partial<Omit<ReviewInput, 'by'>> & { by?: Partial<ReviewInput['by']> } = {},
  ): Promise<ReviewOutcome> {
    return reviewRequest(this, {
      requestId: request.text.id,
      contentHash: request.contentHash.toString('hex'),
      answer:
        answer === 'deny'
          ? { verdict: 'deny', reason: 'Not today' }
          : { verdict: 'approve', reason: null, ...answer },
      ...changed,
      by: {
        personId: by,
        displayName: `Person ${by.slice(-4)}`,
        actor: actorOf(by),
        isVendor: false,
        sites: [request.text.siteId],
        factorAt: this.clock.now(),
        ...changed.by,
      },
    });
  }

  withdraw(id: RequestId, by: PersonId): Promise<void> {
    return withdrawRequest(this, { personId: by, actor: actorOf(by) }, id);
  }

  expire(): Promise<RequestId[]> {
    return expireRequests(this);
  }

  turn(): Promise<{ opened: AccessGrant[]; closed: AccessGrant[] }> {
    return turnGrants(this);
  }

  revoke(grantId: GrantId, by: PersonId, text: string | null = null): Promise<AccessGrant> {
    return revokeGrant(this, { grantId, by: { personId: by, actor: actorOf(by) }, sites: 'all', text });
  }

  ticket(grantId: GrantId, by: PersonId, factorAt: Date | null = this.clock.now(), door: TicketDoor = 'web') {
    return issueConnectTicket(
      {
        uow: this.uow,
        clock: this.clock,
        factorFreshSeconds: ticketFactorFreshSeconds,
        sealedNtHash: (_token, ticketId) => Buffer.from(`sealed for ${ticketId}`),
      },
      { grantId, door, by: { personId: by, actor: actorOf(by) }, factorAt },
    );
  }

  spend(token: string, door: TicketDoor = 'web'): Promise<ConnectTicket | null> {
    return spendConnectTicket(
      { tickets: new PostgresConnectTicketStore(this.database.manager), clock: this.clock },
      token,
      door,
    );
  }

  async grantsOf(requestId: RequestId): Promise<AccessGrant[]> {
    const rows = await this.database.query<{ id: GrantId }[]>(
      'SELECT id FROM access_grant WHERE request_id = $1 ORDER BY id',
      [requestId],
    );
    const store = new PostgresGrantStore(this.database.manager);
    const grants = await Promise.all(rows.map((row) => store.find(row.id)));
    return grants.filter((grant) => grant !== null);
  }

  async stateOf(requestId: RequestId): Promise<string> {
    const [row] = await this.database.query<{ state: string }[]>(
      'SELECT state FROM access_request WHERE id = $1',
      [requestId],
    );
    return row?.state ?? 'gone';
  }

  /** Kinds of the audit entries about a request, in order. */
  async auditOf(requestId: RequestId): Promise<string[]> {
    const rows = await this.database.query<{ kind: string }[]>(
      `SELECT kind FROM audit_entry WHERE subjects @> $1 ORDER BY id`,
      [JSON.stringify({ request: requestId })],
    );
    return rows.map((row) => row.kind);
  }
}

function actorOf(personId: PersonId): Actor {
  return { kind: 'person', id: personId, name: `Person ${personId.slice(-4)}`, source: '192.0.2.1' };
}
