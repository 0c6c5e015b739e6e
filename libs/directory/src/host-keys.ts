import { DomainError } from '@gatehouse/kernel';
import type { Actor, Clock, EventLog, TargetId, UnitOfWork } from '@gatehouse/kernel';
import { invalid, mayChange, noSuch } from './administrator.js';
import type { Administrator } from './administrator.js';
import type { HostKey, ObservedHostKey, Target } from './directory.js';
import { hostKeyConfirmed, hostKeyObserved, hostKeyRejected } from './directory-events.js';
import type { HostKeyStore, TargetStore } from './directory-store.js';
import { isSameFingerprint } from './host-key-line.js';

/** Asks a target for its host key without signing in. Implemented by the protocol lib. */
export interface HostKeyScanner {
  /** Rejects when nothing answers as SSH within ten seconds. What the target speaks instead is a value. */
  scan(to: { address: string; port: number; allowsWeak: boolean }): Promise<HostKey | OnlyWeak>;
}

/** It answered, and speaks nothing that is allowed for it. */
export interface OnlyWeak {
  /** What it offers, in one line. */
  readonly offers: string;
}

export interface HostKeyDeps {
  readonly uow: UnitOfWork<{ targets: TargetStore; hostKeys: HostKeyStore; events: EventLog }>;
  readonly clock: Clock;
}

/**
 * Notes a key a target showed, as waiting. Never pins it. Also for a live session that met another key than
 * the pinned one. The pinned key itself is not noted again.
 */
export async function observeHostKey(
  { uow, clock }: HostKeyDeps,
  targetId: TargetId,
  key: HostKey,
  actor: Actor,
): Promise<void> {
  await uow.run(async ({ targets, hostKeys, events }) => {
    const target = await targets.find(targetId);
    if (target === null || target.hostKey?.fingerprint === key.fingerprint) return;
    const now = clock.now();
    if (await hostKeys.observe(targetId, key, now))
      await events.append(hostKeyObserved(target, key, actor, now));
  });
}

/**
 * Connects to the target, reads its host key and notes it as waiting.
 * @throws DomainError `not-found`; `conflict` when nothing answers, without the network's own words, and when it
 *   speaks only what is not allowed for it, with what that is.
 */
export async function scanTarget(
  deps: HostKeyDeps & { scanner: HostKeyScanner },
  by: Administrator,
  targetId: TargetId,
): Promise<HostKey> {
  const target = await deps.uow.run(({ targets }) => targets.find(targetId));
  if (target === null || !mayChange(by, target.siteId)) throw noSuch('machine');
  if (target.protocol !== 'ssh') throw invalid('protocol', 'Only SSH machines show a host key.');
  const allowsWeak = target.settings.weakAlgorithms !== undefined;
  let key: HostKey | OnlyWeak;
  try {
    key = await deps.scanner.scan({ address: target.address, port: target.port, allowsWeak });
  } catch {
    throw new DomainError(
      'conflict',
      'The machine did not show a host key. Check that it is on and reachable, then try again.',
    );
  }
  if ('offers' in key) throw onlyWeak(key, allowsWeak);
  await observeHostKey(deps, targetId, key, by.actor);
  return key;
}

/**
 * Pins a waiting key after a person compared its fingerprint. Grants approved with the old one do not connect.
 * @throws DomainError `not-found`, `conflict` when it was decided before, `invalid-input` for another fingerprint.
 */
export async function confirmHostKey(
  { uow, clock }: HostKeyDeps,
  by: Administrator,
  id: string,
  typedFingerprint: string,
): Promise<void> {
  await uow.run(async ({ targets, hostKeys, events }) => {
    const { observed, target } = await findBoth(targets, hostKeys, by, id);
    if (!isSameFingerprint(typedFingerprint, observed.fingerprint))
      throw invalid(
        'fingerprint',
        'This is not the fingerprint the machine showed. Compare it at the machine, and do not confirm if it differs.',
      );
    const now = clock.now();
    if (!(await hostKeys.decide(id, 'confirmed', by.personId, now))) throw decidedBefore();
    const { keyType, key, fingerprint } = observed;
    await targets.savePin(target.id, { keyType, key, fingerprint, pinnedBy: by.personId, pinnedAt: now });
    await events.append(hostKeyConfirmed(target, observed, by.actor, now));
  });
}

/** Puts a waiting key aside. Seen again, it stays rejected. @throws DomainError `not-found`, `conflict`. */
export async function rejectHostKey(
  { uow, clock }: HostKeyDeps,
  by: Administrator,
  id: string,
): Promise<void> {
  await uow.run(async ({ targets, hostKeys, events }) => {
    const { observed, target } = await findBoth(targets, hostKeys, by, id);
    const now = clock.now();
    if (!(await hostKeys.decide(id, 'rejected', by.personId, now))) throw decidedBefore();
    await events.append(hostKeyRejected(target, observed, by.actor, now));
  });
}

function onlyWeak({ offers }: OnlyWeak, allowsWeak: boolean): DomainError {
  return new DomainError(
    'conflict',
    allowsWeak
      ? `The machine speaks not even the outdated encryption that is allowed for it. It offers ${offers}.`
      : `The machine speaks only outdated encryption. It offers ${offers}. If it cannot be renewed, allow weak encryption for it, with a reason.`,
  );
}

async function findBoth(
  targets: TargetStore,
  hostKeys: HostKeyStore,
  by: Administrator,
  id: string,
): Promise<{ observed: ObservedHostKey; target: Target }> {
  const observed = await hostKeys.find(id);
  const target = observed && (await targets.lock(observed.targetId));
  if (!observed || !target || !mayChange(by, target.siteId)) throw noSuch('host key');
  return { observed, target };
}

function decidedBefore(): DomainError {
  return new DomainError('conflict', 'Somebody decided about this key before. Read the list again.');
}
