import type { CredentialStore, LeaseUse } from '@gatehouse/credential';
import type { Administrator, JumpHost, SignInOutcome, SignInTester, Target } from '@gatehouse/directory';
import type { Clock } from '@gatehouse/kernel';
import { lend, wipeSecrets } from '@gatehouse/session';
import type { PermittedTarget } from '@gatehouse/session';
import type { DialRefusal, JumpEndpoint } from '@gatehouse/session/plugin';
import type { HostPool } from './host-pool.js';

export interface SignInTesterDeps {
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly pool: HostPool;
}

/** Longer than the host's own patience: it answers in any case. */
const answerWithinMs = 40_000;
const certificateSeconds = 60;

/** Has a session host try it: what a target says before and while somebody signs in is read there, never in this process. */
export class HostedSignInTester implements SignInTester {
  constructor(private readonly deps: SignInTesterDeps) {}

  async test(target: Target, via: readonly JumpHost[], by: Administrator): Promise<SignInOutcome> {
    const host = this.deps.pool.leastBusy();
    if (!host) throw new Error('no session host is there to try it');
    const endpoint: PermittedTarget & { via: JumpEndpoint[] } = {
      ...{ id: target.id, handle: target.handle, protocol: target.protocol },
      ...{ address: target.address, port: target.port, account: target.account },
      ...{ pinnedHostKey: target.hostKey?.key ?? Buffer.alloc(0), settings: target.settings, via: [] },
    };
    const lent: Parameters<typeof wipeSecrets>[0][] = [{ credential: null, target: endpoint }];
    try {
      for (const jumpHost of via)
        endpoint.via.push({
          ...{ id: jumpHost.id, name: jumpHost.name, address: jumpHost.address, port: jumpHost.port },
          ...{ account: jumpHost.account, pinnedHostKey: jumpHost.hostKey?.key ?? Buffer.alloc(0) },
          credential: await this.lend(jumpHost.credentialId, by, [jumpHost.account], ['port-forwarding']),
        });
      const principals = target.settings.certificatePrincipals ?? [target.account];
      const credential = await this.lend(target.credentialId, by, principals, ['pty']);
      lent.push({ credential, target: endpoint });
      const about = { siteId: target.siteId, target: endpoint, credential };
      const refusal = await host.channel.ask('sign-in.try', about, answerWithinMs);
      return outcomeOf(refusal, target);
    } finally {
      for (const secrets of lent) wipeSecrets(secrets);
    }
  }

  private lend(
    id: Target['credentialId'],
    by: Administrator,
    principals: readonly string[],
    permits: LeaseUse['permits'],
  ): ReturnType<typeof lend> {
    const { credentials, clock } = this.deps;
    return lend(credentials, id, {
      connectionId: null,
      sessionId: null,
      personId: by.personId,
      principals,
      permits,
      validUntil: new Date(clock.now().getTime() + certificateSeconds * 1000),
    });
  }
}

function outcomeOf(refusal: DialRefusal | null, target: Target): SignInOutcome {
  if (refusal === null) return { outcome: 'accepted' };
  if (refusal.refused === 'aborted')
    return { outcome: 'no-answer', detail: 'nobody was signed in within 30 seconds' };
  const where = refusal.jumpHost ? `the jump host ${refusal.jumpHost.name}: ` : '';
  if (refusal.refused !== 'identity-mismatch')
    return { outcome: refusal.refused, detail: `${where}${refusal.detail}` };
  const { keyType, key, fingerprint } = refusal.observed;
  return {
    outcome: 'identity-mismatch',
    detail: `${where}it showed ${fingerprint}`,
    owner: refusal.jumpHost
      ? { kind: 'jump-host', id: refusal.jumpHost.id }
      : { kind: 'target', id: target.id },
    observed: { keyType, key: Buffer.from(key), fingerprint },
  };
}
