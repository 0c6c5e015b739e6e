import { contentHash, newId } from '@gatehouse/kernel';
import type { Clock, CredentialId, EventLog, JumpHostId, SiteId, UnitOfWork } from '@gatehouse/kernel';
import { invalid, mayChange, noSuch, taken } from './administrator.js';
import type { Administrator } from './administrator.js';
import type { SiteStore } from './directory-store.js';
import { parseHostKeyLine } from './host-key-line.js';
import { holderOfJumpHost, hostKeyConfirmed } from './host-key-events.js';
import { jumpHostChanged, jumpHostCreated } from './jump-host-events.js';
import { mostJumpHosts } from './jump-host.js';
import type { JumpHost, JumpHostStore } from './jump-host.js';

export interface JumpHostDeps {
  readonly uow: UnitOfWork<{ sites: SiteStore; jumpHosts: JumpHostStore; events: EventLog }>;
  readonly clock: Clock;
}

export interface NewJumpHost {
  readonly siteId: SiteId;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly account: string;
  readonly credentialId: CredentialId | null;
  readonly viaId: JumpHostId | null;
  /** `TYPE BASE64`, when it is known beforehand; null: nothing is reached through it until its key is confirmed. */
  readonly hostKeyLine: string | null;
}

/** @throws DomainError `not-found`, `conflict` for a taken name, `invalid-input`. */
export async function createJumpHost(
  { uow, clock }: JumpHostDeps,
  by: Administrator,
  input: NewJumpHost,
): Promise<JumpHost> {
  const { hostKeyLine, ...rest } = input;
  const hostKey = hostKeyLine === null ? null : parseHostKeyLine(hostKeyLine);
  return uow.run(async ({ sites, jumpHosts, events }) => {
    if (!mayChange(by, input.siteId) || (await sites.find(input.siteId)) === null) throw noSuch('site');
    const now = clock.now();
    const jumpHost: JumpHost = {
      ...rest,
      id: newId('jump'),
      hostKey: hostKey && { ...hostKey, pinnedBy: by.personId, pinnedAt: now },
      createdAt: now,
    };
    await requireWay(jumpHosts, jumpHost);
    await requireCredential(jumpHosts, jumpHost);
    if (!(await jumpHosts.add(jumpHost)))
      throw taken('name', 'A jump host with this name exists at the site. Choose another.');
    await events.append(jumpHostCreated(jumpHost, by.actor));
    if (hostKey !== null)
      await events.append(hostKeyConfirmed(holderOfJumpHost(jumpHost), hostKey, by.actor, now));
    return jumpHost;
  });
}

/**
 * Changes where and as whom a jump host is reached. What was approved through it before does not connect any more.
 * @throws DomainError `not-found`, `invalid-input`.
 */
export async function changeJumpHost(
  { uow, clock }: JumpHostDeps,
  by: Administrator,
  id: JumpHostId,
  change: Partial<Pick<JumpHost, 'address' | 'port' | 'account' | 'credentialId'>>,
): Promise<JumpHost> {
  return uow.run(async ({ jumpHosts, events }) => {
    const before = await jumpHosts.lock(id);
    if (before === null || !mayChange(by, before.siteId)) throw noSuch('jump host');
    const after: JumpHost = {
      ...before,
      address: change.address ?? before.address,
      port: change.port ?? before.port,
      account: change.account ?? before.account,
      credentialId: change.credentialId === undefined ? before.credentialId : change.credentialId,
    };
    if (contentHash(endpointOf(after)).equals(contentHash(endpointOf(before)))) return before;
    await requireCredential(jumpHosts, after);
    await jumpHosts.saveEndpoint(after);
    await events.append(jumpHostChanged(before, after, by.actor, clock.now()));
    return after;
  });
}

function endpointOf({ address, port, account, credentialId }: JumpHost): unknown {
  return { address, port, account, credentialId };
}

async function requireWay(jumpHosts: JumpHostStore, { viaId, siteId }: JumpHost): Promise<void> {
  if (viaId === null) return;
  const before = await jumpHosts.chain(viaId);
  if (before.length === 0 || before.some((one) => one.siteId !== siteId))
    throw invalid('viaId', 'Choose a jump host of this site.');
  if (before.length >= mostJumpHosts)
    throw invalid(
      'viaId',
      `A way has ${mostJumpHosts} jump hosts at most. Choose one nearer to the gateway.`,
    );
}

async function requireCredential(jumpHosts: JumpHostStore, jumpHost: JumpHost): Promise<void> {
  if (
    jumpHost.credentialId !== null &&
    !(await jumpHosts.hasCredential(jumpHost.siteId, jumpHost.credentialId))
  )
    throw invalid('credentialId', 'Choose a credential of this site.');
}
