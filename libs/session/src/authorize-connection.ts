import type { CredentialStore } from '@gatehouse/credential';
import type { GrantForConnect, GrantStore } from '@gatehouse/grant';
import { actorOf } from '@gatehouse/identity';
import type { Principal } from '@gatehouse/identity';
import { newId } from '@gatehouse/kernel';
import type { Clock, EventLog, GrantId, NodeId, SecretBox, UnitOfWork } from '@gatehouse/kernel';
import type { FileRules, PolicyStore } from '@gatehouse/policy';
import { wishText } from './channel-wish.js';
import type { ChannelWish } from './channel-wish.js';
import { connectRefusal } from './connect-refusal.js';
import type { ConnectRefusal, ConnectRefusalCode } from './connect-refusal.js';
import { judgeConnection } from './judge-connection.js';
import { lendFor } from './lend-credentials.js';
import type { PermitContent } from './permit-content.js';
import type { ClientLeg } from './plugin/index.js';
import { makeRecordingKeys } from './recording-keys.js';
import { connectionAuthorized, connectionRefused } from './session-events.js';
import { terminateSession } from './terminate-session.js';
import type { ConnectionStore, RecordingRowStore, SessionStore } from './session-store.js';

/**
 * The value without which nothing connects. Invariant: this file alone can make one, and only after it asked the
 * grant, the policy and the clock itself. Good once, and on the wire it was made for.
 */
export class ConnectionPermit {
  private spent = false;

  private constructor(private readonly content: PermitContent) {}

  /** What a session host got from its control process over the channel between them. */
  static received(content: PermitContent, wireId: string): ConnectionPermit {
    if (content.wireId !== wireId) throw new Error('this permit was made for another connection');
    return new ConnectionPermit(content);
  }

  /** Takes the content, once. */
  spend(): PermitContent {
    if (this.spent) throw new Error('this permit has been spent');
    this.spent = true;
    return this.content;
  }

  /** See `authorizeConnection`. */
  static async authorize(deps: AuthorizeDeps, wish: ConnectWish): Promise<ConnectionPermit | ConnectRefusal> {
    const deadline = deps.clock.monotonicMs() + (deps.waitWhileInUseMs ?? 0);
    for (;;) {
      const mayWait = deps.clock.monotonicMs() < deadline;
      const answer = await decideInOneTransaction(deps, wish, mayWait);
      if (answer === 'in-use') {
        await new Promise((resolve) => setTimeout(resolve, inUsePollMs));
        continue;
      }
      if ('code' in answer) return answer;
      return new ConnectionPermit(await withCredentials(deps, answer.content, answer.found));
    }
  }
}

const inUsePollMs = 100;

export interface ConnectStores {
  readonly grants: GrantStore;
  readonly policies: PolicyStore;
  readonly sessions: SessionStore;
  readonly connections: ConnectionStore;
  readonly recordings: RecordingRowStore;
  readonly events: EventLog;
}

export interface AuthorizeDeps {
  readonly uow: UnitOfWork<ConnectStores>;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly nodeId: NodeId;
  /** A refusal that stands outside the database: a local kill that is latched, a node that stops or cannot be sure. */
  readonly standing: (about: { siteId: string; grantId: string }) => ConnectRefusalCode | null;
  /**
   * How long to wait for a session of the same grant that is on its way out: who runs two commands in a row has left
   * the first before its recording is closed. 0 or left out: refuse at once.
   */
  readonly waitWhileInUseMs?: number;
}

export interface ConnectWish {
  readonly principal: Principal;
  readonly grant: { readonly id: GrantId } | { readonly handle: string };
  readonly right: ChannelWish;
  readonly clientLeg: ClientLeg['kind'];
  readonly wireId: string;
  /** At which instant the age of the factor counts; now, when left out. */
  readonly factorJudgedAt?: Date;
}

/**
 * Step 5 of the path. Re-asks everything in one transaction and leaves a pending session with its connection,
 * recording and audit entry, or an audited refusal. Of any number at once, one gets the grant.
 */
export function authorizeConnection(
  deps: AuthorizeDeps,
  wish: ConnectWish,
): Promise<ConnectionPermit | ConnectRefusal> {
  return ConnectionPermit.authorize(deps, wish);
}

export function isConnectRefusal(answer: ConnectionPermit | ConnectRefusal): answer is ConnectRefusal {
  return !(answer instanceof ConnectionPermit);
}

async function decideInOneTransaction(
  deps: AuthorizeDeps,
  wish: ConnectWish,
  mayWait: boolean,
): Promise<ConnectRefusal | 'in-use' | { content: PermitContent; found: GrantForConnect }> {
  return deps.uow.run(async (stores) => {
    // Taken before anything is read: a revocation that lands meanwhile is not older than this session.
    const now = deps.clock.now();
    const { principal } = wish;
    const read =
      'id' in wish.grant
        ? await stores.grants.findForConnect(wish.grant.id)
        : await stores.grants.findByHandle(principal.personId, wish.grant.handle, now);
    const found = read && read.person.id === principal.personId ? read : null;
    if (!found) return refuse(stores, wish, null, 'GH-NO-ACCESS', now);
    const standing = deps.standing({ siteId: found.site.id, grantId: found.grant.id });
    if (standing) return refuse(stores, wish, found, standing, now);
    const judgement = judgeConnection({
      found,
      policies: await stores.policies.inForce(found.site.id),
      right: wish.right,
      now,
      factor: { at: principal.factorAt, judgedAt: wish.factorJudgedAt ?? now },
    });
    // Who was frozen cannot shake it off by connecting anew; the database refuses the session too.
    if (await stores.sessions.isFrozen(found.grant.id)) return refuse(stores, wish, found, 'GH-FROZEN', now);
    if (!judgement.allowed) return refuse(stores, wish, found, judgement.code, now);
    const content = await writePending(deps, stores, wish, found, judgement, now);
    if (content) return { content, found };
    return mayWait ? 'in-use' : refuse(stores, wish, found, 'GH-IN-USE', now);
  });
}

/** Null when another session of the grant is there already. */
async function writePending(
  deps: AuthorizeDeps,
  stores: ConnectStores,
  wish: ConnectWish,
  found: GrantForConnect,
  obligations: { idleSeconds: number; recordInput: boolean; files: FileRules },
  now: Date,
): Promise<PermitContent | null> {
  const { grant, target, site } = found;
  const ids = { session: newId('ses'), connection: newId('conn'), recording: newId('rec') };
  const common = {
    grantId: grant.id,
    personId: grant.personId,
    targetId: grant.targetId,
    siteId: grant.siteId,
  };
  const added = await stores.sessions.add({
    ...common,
    id: ids.session,
    nodeId: deps.nodeId,
    protocol: target.protocol,
    createdAt: now,
    endsBy: grant.window.closesAt,
  });
  if (!added) return null;
  await stores.connections.add({
    id: ids.connection,
    sessionId: ids.session,
    clientLeg: wish.clientLeg,
    source: wish.principal.source,
    openedAt: now,
  });
  const made = makeRecordingKeys(ids.recording, deps.secretBox, obligations.recordInput);
  await stores.recordings.add({
    id: ids.recording,
    connectionId: ids.connection,
    sessionId: ids.session,
    siteId: grant.siteId,
    nodeId: deps.nodeId,
    wrappedDataKey: made.wrappedDataKey,
    wrappedInputKey: made.wrappedInputKey,
    signingPublicKey: made.keys.signingPublicKey,
    startedAt: now,
  });
  const about = { ...ids, grant: grant.id, target: grant.targetId, person: grant.personId };
  await stores.events.append(
    connectionAuthorized(actorOf(wish.principal), now, grant.siteId, about, {
      clientLeg: wish.clientLeg,
      right: wish.right,
      permitHash: grant.permitHash.toString('hex'),
      address: target.address,
      port: target.port,
      factorAt: wish.principal.factorAt?.toISOString() ?? '',
    }),
  );
  return {
    sessionId: ids.session,
    connectionId: ids.connection,
    recordingId: ids.recording,
    grantId: grant.id,
    personId: grant.personId,
    siteId: grant.siteId,
    wireId: wish.wireId,
    clientLeg: wish.clientLeg,
    rights: grant.rights,
    closesAt: grant.window.closesAt,
    idleSeconds: obligations.idleSeconds,
    recordInput: obligations.recordInput,
    files: obligations.files,
    target: {
      id: target.id,
      handle: target.handle,
      protocol: target.protocol,
      address: target.address,
      port: target.port,
      account: target.account,
      pinnedHostKey: target.pinnedHostKey ?? Buffer.alloc(0),
      settings: target.settings,
      via: target.jumpHosts.map((jumpHost) => ({
        id: jumpHost.id,
        name: jumpHost.name,
        address: jumpHost.address,
        port: jumpHost.port,
        account: jumpHost.account,
        pinnedHostKey: jumpHost.pinnedHostKey ?? Buffer.alloc(0),
        credential: null,
      })),
    },
    credential: null,
    recording: {
      header: {
        recordingId: ids.recording,
        sessionId: ids.session,
        connectionId: ids.connection,
        protocol: target.protocol,
        startedAt: now.toISOString(),
        meta: { target: grant.targetId, site: grant.siteId, grant: grant.id, person: grant.personId },
      },
      keys: made.keys,
    },
    words: {
      assetTag: target.asset.tag,
      assetName: target.asset.name,
      timeZone: site.timeZone,
      controlRoomPhone: site.controlRoomPhone,
    },
  };
}

async function refuse(
  stores: ConnectStores,
  wish: ConnectWish,
  found: GrantForConnect | null,
  code: ConnectRefusalCode,
  now: Date,
): Promise<ConnectRefusal> {
  const asked = 'handle' in wish.grant ? wish.grant.handle : wish.grant.id;
  const subjects: Record<string, string> = { person: wish.principal.personId };
  if (found) Object.assign(subjects, { grant: found.grant.id, target: found.grant.targetId });
  await stores.events.append(
    connectionRefused(actorOf(wish.principal), now, found?.grant.siteId ?? null, subjects, {
      code,
      clientLeg: wish.clientLeg,
      right: wish.right,
      machine: asked,
    }),
  );
  return connectRefusal(code, {
    machine: found?.target.handle ?? asked,
    right: wishText(wish.right),
    ...(found && {
      opensAt: found.grant.window.opensAt,
      closesAt: found.grant.window.closesAt,
      timeZone: found.site.timeZone,
      controlRoomPhone: found.site.controlRoomPhone,
    }),
  });
}

/** Lent after the transaction, so that a lease on the audit trail always names a connection that exists. */
async function withCredentials(
  deps: AuthorizeDeps,
  content: PermitContent,
  found: GrantForConnect,
): Promise<PermitContent> {
  try {
    return await lendFor(deps.credentials, content, found);
  } catch (error) {
    const end = {
      reason: 'error',
      detail: 'a credential could not be lent',
      disconnectVerified: true,
      bytes: null,
    } as const;
    await terminateSession(deps, content.sessionId, end);
    throw error;
  }
}
