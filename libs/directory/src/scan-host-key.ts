import { DomainError, nothingProven } from '@gatehouse/kernel';
import type { JumpHostId, Protocol, TargetId } from '@gatehouse/kernel';
import { invalid, mayChange, noSuch } from './administrator.js';
import type { Administrator } from './administrator.js';
import type { HostKey } from './directory.js';
import { observeHostKey } from './host-keys.js';
import type { HostKeyDeps } from './host-keys.js';
import type { JumpHost } from './jump-host.js';

/** Asks a server for its host key or certificate without signing in there. Implemented by the protocol libs. */
export interface HostKeyScanner {
  /**
   * Rejects when nothing answers in its protocol in time. What stands in the way otherwise is a value. Jump hosts on the way are
   * signed in to, for `by`, each with its pinned key and its own credential.
   */
  scan(to: ScanPath, by: Administrator): Promise<HostKey | ScanObstacle>;
}

export interface ScanPath {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly allowsWeak: boolean;
  /** The nearest first. */
  readonly via: readonly JumpHost[];
}

export type ScanObstacle =
  /** It answered, and speaks nothing that is allowed for it; what it offers, in one line. */
  | { readonly offers: string }
  /** A jump host on the way let nobody through. */
  | { readonly jumpHost: string; readonly detail: string };

export type ScanDeps = HostKeyDeps & { readonly scanner: HostKeyScanner };

/**
 * Connects to the target, reads what proves its identity, or that nothing does, and notes it as waiting.
 * @throws DomainError `not-found`; `conflict` when nothing answers, without the network's own words, when a jump host
 *   stands in the way, when it speaks only what is not allowed for it, with what that is, and when it shows no certificate
 *   where one is asked for.
 */
export async function scanTarget(deps: ScanDeps, by: Administrator, targetId: TargetId): Promise<HostKey> {
  const { target, via } = await deps.uow.run(async ({ targets, jumpHosts }) => {
    const found = await targets.find(targetId);
    return { target: found, via: found?.jumpHostId ? await jumpHosts.chain(found.jumpHostId) : [] };
  });
  if (target === null || !mayChange(by, target.siteId)) throw noSuch('machine');
  const { protocol, address, port, settings } = target;
  if (protocol === 'tcp')
    throw invalid('protocol', 'Only machines with SSH, VNC or RDP can be asked for their identity.');
  const allowsWeak = settings.weakAlgorithms !== undefined;
  const key = await scan(deps, by, { protocol, address, port, allowsWeak, via }, howToAllow);
  const asksForCertificate = protocol === 'rdp' || settings.protection === 'certificate';
  if (key.fingerprint === nothingProven && asksForCertificate) throw showsNoCertificate(protocol);
  await observeHostKey(deps, { kind: 'target', id: targetId }, key, by.actor);
  return key;
}

/** The same for a jump host, through those before it. @throws as `scanTarget`. */
export async function scanJumpHost(deps: ScanDeps, by: Administrator, id: JumpHostId): Promise<HostKey> {
  const chain = await deps.uow.run(({ jumpHosts }) => jumpHosts.chain(id));
  const last = chain.at(-1);
  if (last === undefined || !mayChange(by, last.siteId)) throw noSuch('jump host');
  const { address, port } = last;
  const to = { protocol: 'ssh', address, port, allowsWeak: false, via: chain.slice(0, -1) } as const;
  const key = await scan(deps, by, to, '');
  await observeHostKey(deps, { kind: 'jump-host', id }, key, by.actor);
  return key;
}

const howToAllow = ' If it cannot be renewed, allow weak encryption for it, with a reason.';

async function scan(
  { scanner }: ScanDeps,
  by: Administrator,
  to: ScanPath,
  whatToDo: string,
): Promise<HostKey> {
  const unproven = to.via.find((jumpHost) => jumpHost.hostKey === null);
  if (unproven)
    throw new DomainError('conflict', `Confirm the host key of the jump host ${unproven.name} first.`);
  let answer: HostKey | ScanObstacle;
  try {
    answer = await scanner.scan(to, by);
  } catch {
    throw new DomainError(
      'conflict',
      `The machine did not show ${to.protocol === 'ssh' ? 'a host key' : 'a screen'}. Check that it is on and reachable, then try again.`,
    );
  }
  if ('offers' in answer) throw onlyWeak(answer.offers, to.allowsWeak, whatToDo);
  if ('detail' in answer)
    throw new DomainError(
      'conflict',
      `The jump host ${answer.jumpHost} stands in the way: ${answer.detail}.`,
    );
  return answer;
}

function showsNoCertificate(protocol: Protocol): DomainError {
  return new DomainError(
    'conflict',
    protocol === 'rdp'
      ? 'The machine shows no certificate: it protects its screen with RDP encryption of its own, which proves nothing. Switch TLS on there.'
      : 'The machine shows no certificate, and it is set to be reached with one only. Give it a certificate, or change how it is protected.',
  );
}

function onlyWeak(offers: string, allowsWeak: boolean, whatToDo: string): DomainError {
  return new DomainError(
    'conflict',
    allowsWeak
      ? `The machine speaks not even the outdated encryption that is allowed for it. It offers ${offers}.`
      : `The machine speaks only outdated encryption. It offers ${offers}.${whatToDo}`,
  );
}
