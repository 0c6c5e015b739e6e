import { newId } from '@gatehouse/kernel';
import type {
  AssetId,
  Clock,
  CredentialId,
  EventLog,
  Protocol,
  TargetId,
  UnitOfWork,
} from '@gatehouse/kernel';
import { invalid, mayChange, noSuch, taken } from './administrator.js';
import type { Administrator } from './administrator.js';
import type { Target } from './directory.js';
import { hostKeyConfirmed, targetChanged, targetCreated, targetRemoved } from './directory-events.js';
import type { AssetStore, TargetStore } from './directory-store.js';
import { parseHostKeyLine } from './host-key-line.js';
import type { Revocations } from './revocations.js';

export interface TargetDeps {
  readonly uow: UnitOfWork<{
    assets: AssetStore;
    targets: TargetStore;
    revocations: Revocations;
    events: EventLog;
  }>;
  readonly clock: Clock;
}

export interface NewTarget {
  readonly assetId: AssetId;
  readonly handle: string;
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly account: string;
  readonly credentialId: CredentialId | null;
  /** `TYPE BASE64`, when it is known beforehand; null leaves the target unproven. */
  readonly hostKeyLine: string | null;
}

/** @throws DomainError `not-found`, `conflict` for a taken handle, `invalid-input`. */
export async function createTarget(
  { uow, clock }: TargetDeps,
  by: Administrator,
  input: NewTarget,
): Promise<Target> {
  const hostKey = input.hostKeyLine === null ? null : parseHostKeyLine(input.hostKeyLine);
  return uow.run(async ({ assets, targets, events }) => {
    const asset = await assets.find(input.assetId);
    if (asset === null || !mayChange(by, asset.siteId)) throw noSuch('machine');
    const now = clock.now();
    const target: Target = {
      id: newId('tgt'),
      assetId: asset.id,
      siteId: asset.siteId,
      handle: input.handle,
      protocol: input.protocol,
      address: input.address,
      port: input.port,
      account: input.account,
      credentialId: input.credentialId,
      hostKey: hostKey && { ...hostKey, pinnedBy: by.personId, pinnedAt: now },
      suspendedAt: null,
      createdAt: now,
    };
    await requireCredential(targets, target);
    if (!(await targets.add(target))) throw taken('handle', 'This short name is taken. Choose another.');
    await events.append(targetCreated(target, by.actor));
    if (hostKey !== null) await events.append(hostKeyConfirmed(target, hostKey, by.actor, now));
    return target;
  });
}

/**
 * Changes where and as whom a target is reached. What was approved before does not connect any more.
 * @throws DomainError `not-found`, `invalid-input`.
 */
export async function changeTarget(
  { uow, clock }: TargetDeps,
  by: Administrator,
  id: TargetId,
  change: Partial<Pick<Target, 'address' | 'port' | 'account' | 'credentialId'>>,
): Promise<Target> {
  return uow.run(async ({ targets, events }) => {
    const before = await targets.lock(id);
    if (before === null || !mayChange(by, before.siteId)) throw noSuch('machine');
    const after: Target = {
      ...before,
      address: change.address ?? before.address,
      port: change.port ?? before.port,
      account: change.account ?? before.account,
      credentialId: change.credentialId === undefined ? before.credentialId : change.credentialId,
    };
    const isSame =
      after.address === before.address &&
      after.port === before.port &&
      after.account === before.account &&
      after.credentialId === before.credentialId;
    if (isSame) return before;
    await requireCredential(targets, after);
    await targets.saveAddress(after);
    await events.append(targetChanged(before, after, by.actor, clock.now()));
    return after;
  });
}

/** Takes a target out for good and ends its sessions. Its handle stays taken. @throws DomainError `not-found`. */
export async function removeTarget(
  { uow, clock }: TargetDeps,
  by: Administrator,
  id: TargetId,
): Promise<void> {
  await uow.run(async ({ targets, revocations, events }) => {
    const found = await targets.find(id);
    if (found === null || !mayChange(by, found.siteId)) throw noSuch('machine');
    const now = clock.now();
    const removed = await targets.remove(id, now);
    if (removed === null) throw noSuch('machine');
    await revocations.add({
      scope: 'target',
      scopeId: id,
      reason: 'locked',
      text: null,
      madeBy: by.personId,
      at: now,
    });
    await events.append(targetRemoved(removed, by.actor, now));
  });
}

async function requireCredential(targets: TargetStore, target: Target): Promise<void> {
  if (target.credentialId !== null && !(await targets.hasCredential(target.siteId, target.credentialId)))
    throw invalid('credentialId', 'Choose a credential of this site.');
}
