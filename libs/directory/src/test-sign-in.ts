import { DomainError } from '@gatehouse/kernel';
import type { Actor, DomainEvent, TargetId } from '@gatehouse/kernel';
import { mayChange, noSuch } from './administrator.js';
import type { Administrator } from './administrator.js';
import type { HostKey, HostKeyOwner, Target } from './directory.js';
import { observeHostKey } from './host-keys.js';
import type { HostKeyDeps } from './host-keys.js';
import type { JumpHost } from './jump-host.js';

/** Signs in to a target as a session would, and leaves at once. Implemented where protocols are spoken. */
export interface SignInTester {
  /** Rejects when it could not be tried at all; everything the target does is an outcome. */
  test(target: Target, via: readonly JumpHost[], by: Administrator): Promise<SignInOutcome>;
}

export type SignInOutcome =
  | { readonly outcome: 'accepted' }
  | {
      readonly outcome: 'credential-not-accepted' | 'unreachable' | 'algorithms-not-allowed' | 'no-answer';
      /** One line for administrators; no secret. */
      readonly detail: string;
    }
  /** Another identity than the confirmed one was shown, by the target or a jump host on the way; no password was sent. */
  | {
      readonly outcome: 'identity-mismatch';
      readonly detail: string;
      readonly owner: HostKeyOwner;
      readonly observed: HostKey;
    };

export type SignInTestDeps = HostKeyDeps & { readonly tester: SignInTester };

/**
 * Tries the stored credential, where it will be used and nowhere else: at the machine that proves to be the right one. Never beside
 * a session that runs there, since many machines give an account one desktop, and the vendor would lose it.
 * @throws DomainError `not-found`; `conflict` when it must not be tried now, or could not be.
 */
export async function testSignIn(
  deps: SignInTestDeps,
  by: Administrator,
  targetId: TargetId,
): Promise<SignInOutcome> {
  const { uow, clock, tester } = deps;
  const { target, via } = await uow.run(async ({ targets, jumpHosts }) => {
    const found = await targets.find(targetId);
    if (found === null || !mayChange(by, found.siteId)) throw noSuch('machine');
    const chain = found.jumpHostId ? await jumpHosts.chain(found.jumpHostId) : [];
    refuseUnlessReady(found, chain, await targets.hasLiveSession(targetId));
    return { target: found, via: chain };
  });
  let outcome: SignInOutcome;
  try {
    outcome = await tester.test(target, via, by);
  } catch {
    throw new DomainError('conflict', 'The sign-in could not be tried now. Try again in a minute.');
  }
  await uow.run(({ events }) => events.append(signInTested(target, outcome, by.actor, clock.now())));
  if (outcome.outcome === 'identity-mismatch')
    await observeHostKey(deps, outcome.owner, outcome.observed, by.actor);
  return outcome;
}

function refuseUnlessReady(target: Target, via: readonly JumpHost[], isInUse: boolean): void {
  const problem = notReady(target, via, isInUse);
  if (problem !== null) throw new DomainError('conflict', problem);
}

function notReady(target: Target, via: readonly JumpHost[], isInUse: boolean): string | null {
  if (target.suspendedAt !== null) return 'Access to this machine is blocked. Unblock it first.';
  if (target.hostKey === null)
    return 'Confirm the identity of this machine first: a password goes to no machine that may be another one.';
  const unproven = via.find(({ hostKey }) => hostKey === null);
  if (unproven) return `Confirm the host key of the jump host ${unproven.name} first.`;
  if (target.credentialId === null && target.protocol !== 'vnc')
    return 'Choose a credential for this machine first.';
  return isInUse ? 'A session runs on this machine now. Try it when that is over.' : null;
}

function signInTested(target: Target, outcome: SignInOutcome, actor: Actor, at: Date): DomainEvent {
  const { id, assetId, siteId, handle, account, credentialId } = target;
  return {
    kind: 'target.sign-in-tested',
    at,
    actor,
    siteId,
    subjects: { target: id, asset: assetId },
    data: {
      ...{ handle, account, credentialId },
      outcome: outcome.outcome,
      detail: outcome.outcome === 'accepted' ? null : outcome.detail,
    },
  };
}
