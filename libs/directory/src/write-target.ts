import { contentHash, newId, nothingProven } from '@gatehouse/kernel';
import type {
  AssetId,
  Clock,
  CredentialId,
  EventLog,
  JumpHostId,
  Protocol,
  TargetId,
  UnitOfWork,
} from '@gatehouse/kernel';
import { mayChange, noSuch, taken } from './administrator.js';
import type { Administrator } from './administrator.js';
import { parseCertificateText } from './certificate-text.js';
import type { HostKey, Target } from './directory.js';
import {
  targetChanged,
  targetCreated,
  targetRemoved,
  weakAlgorithmsAllowed,
  weakAlgorithmsWithdrawn,
} from './directory-events.js';
import type { AssetStore, TargetStore } from './directory-store.js';
import { holderOfTarget, hostKeyConfirmed } from './host-key-events.js';
import { parseHostKeyLine } from './host-key-line.js';
import type { JumpHostStore } from './jump-host.js';
import type { Revocations } from './revocations.js';
import { requireWay } from './require-way.js';
import { changedSettings } from './target-settings.js';
import type { SettingsChange } from './target-settings.js';

export interface TargetDeps {
  readonly uow: UnitOfWork<{
    assets: AssetStore;
    targets: TargetStore;
    jumpHosts: JumpHostStore;
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
  /** `TYPE BASE64`, or a certificate for VNC and RDP, when it is known beforehand; null leaves the target unproven. */
  readonly hostKeyLine: string | null;
  readonly jumpHostId?: JumpHostId | null;
  readonly settings?: SettingsChange;
}

/** @throws DomainError `not-found`, `conflict` for a taken handle, `invalid-input`. */
export async function createTarget(
  { uow, clock }: TargetDeps,
  by: Administrator,
  input: NewTarget,
): Promise<Target> {
  const hostKey = input.hostKeyLine === null ? null : parseIdentity(input.protocol, input.hostKeyLine);
  return uow.run(async ({ assets, targets, jumpHosts, events }) => {
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
      jumpHostId: input.jumpHostId ?? null,
      settings: changedSettings(input.protocol, {}, input.settings ?? {}, by, clock),
      hostKey: hostKey && { ...hostKey, pinnedBy: by.personId, pinnedAt: now },
      suspendedAt: null,
      createdAt: now,
    };
    await requireWay({ targets, jumpHosts }, target);
    if (!(await targets.add(target))) throw taken('handle', 'This short name is taken. Choose another.');
    await events.append(targetCreated(target, by.actor));
    await appendWeakness(events, null, target, by, now);
    if (hostKey !== null)
      await events.append(hostKeyConfirmed(holderOfTarget(target), hostKey, by.actor, now));
    return target;
  });
}

export interface TargetChange extends Partial<
  Pick<Target, 'address' | 'port' | 'account' | 'credentialId' | 'jumpHostId'>
> {
  readonly settings?: SettingsChange;
}

/**
 * Changes where and as whom a target is reached. What was approved before does not connect any more. That nothing proves it was
 * accepted of what stood at that address; it is asked again for another one, and where a certificate is asked for from now on.
 * @throws DomainError `not-found`, `invalid-input`.
 */
export async function changeTarget(
  { uow, clock }: TargetDeps,
  by: Administrator,
  id: TargetId,
  change: TargetChange,
): Promise<Target> {
  return uow.run(async ({ targets, jumpHosts, events }) => {
    const before = await targets.lock(id);
    if (before === null || !mayChange(by, before.siteId)) throw noSuch('machine');
    const after: Target = {
      ...before,
      address: change.address ?? before.address,
      port: change.port ?? before.port,
      account: change.account ?? before.account,
      credentialId: change.credentialId === undefined ? before.credentialId : change.credentialId,
      jumpHostId: change.jumpHostId === undefined ? before.jumpHostId : change.jumpHostId,
      settings: changedSettings(before.protocol, before.settings, change.settings ?? {}, by, clock),
    };
    if (contentHash(endpointOf(after)).equals(contentHash(endpointOf(before)))) return before;
    await requireWay({ targets, jumpHosts }, after);
    const pinned = keepsPin(before, after) ? after : { ...after, hostKey: null };
    // First: the database lets nobody ask for a certificate where it was accepted that there is none.
    if (pinned.hostKey === null && before.hostKey !== null) await targets.savePin(id, null);
    await targets.saveEndpoint(pinned);
    const now = clock.now();
    await events.append(targetChanged(before, pinned, by.actor, now));
    await appendWeakness(events, before, pinned, by, now);
    return pinned;
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

function endpointOf({ address, port, account, credentialId, jumpHostId, settings }: Target): unknown {
  return { address, port, account, credentialId, jumpHostId, settings };
}

/** A key or certificate is compared wherever it is shown; an accepted lack of one is good where it was accepted. */
function keepsPin({ hostKey, address, port }: Target, after: Target): boolean {
  if (hostKey?.fingerprint !== nothingProven) return true;
  return after.address === address && after.port === port && after.settings.protection !== 'certificate';
}

function parseIdentity(protocol: Protocol, text: string): HostKey {
  return protocol === 'ssh' ? parseHostKeyLine(text) : parseCertificateText(text);
}

/** Allowing outdated encryption, and ending that, stand on the audit trail by themselves. */
async function appendWeakness(
  events: EventLog,
  before: Target | null,
  after: Target,
  by: Administrator,
  at: Date,
): Promise<void> {
  const was = before?.settings.weakAlgorithms;
  const is = after.settings.weakAlgorithms;
  if (is !== undefined && is.reason !== was?.reason)
    await events.append(weakAlgorithmsAllowed(after, is, by.actor, at));
  if (is === undefined && was !== undefined)
    await events.append(weakAlgorithmsWithdrawn(after, by.actor, at));
}
