import { contentHash } from '@gatehouse/kernel';
import type {
  AccessWindow,
  ChannelRight,
  CredentialId,
  JumpHostId,
  PersonId,
  Protocol,
  RequestId,
  TargetId,
} from '@gatehouse/kernel';

/** What makes a target the one that was approved. */
export interface ResolvedTarget {
  readonly id: TargetId;
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly account: string;
  /** `SHA256:…` of the pinned key or certificate, `nothingProven` where that was accepted; null while nobody decided. */
  readonly hostKeyFingerprint: string | null;
  readonly credentialId: CredentialId | null;
  /** As stored; left out, or `{}`: none. JSON values. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Jump hosts on the way, the nearest first; left out, or none: dialled directly. */
  readonly jumpHosts?: readonly ResolvedJumpHost[];
}

export interface ResolvedJumpHost {
  readonly id: JumpHostId;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly account: string;
  readonly hostKeyFingerprint: string | null;
  readonly credentialId: CredentialId | null;
}

export interface PermitContent {
  readonly requestId: RequestId;
  /** Hex of the request's content hash: what the approvers read. */
  readonly contentHash: string;
  readonly requesterId: PersonId;
  readonly target: ResolvedTarget;
  readonly rights: readonly ChannelRight[];
  readonly window: AccessWindow;
}

/**
 * SHA-256 over what was approved, 32 bytes. Made when the grant is made, and again at every connect from the
 * rows as they are then: a difference means that something changed since, and nothing connects.
 */
export function permitHash(content: PermitContent): Buffer {
  const { target } = content;
  return contentHash({
    v: 1,
    requestId: content.requestId,
    contentHash: content.contentHash,
    requesterId: content.requesterId,
    target: {
      id: target.id,
      protocol: target.protocol,
      address: target.address,
      port: target.port,
      account: target.account,
      hostKeyFingerprint: target.hostKeyFingerprint,
      credentialId: target.credentialId,
      ...wayContent(target),
    },
    rights: [...content.rights].sort(),
    window: { opensAt: content.window.opensAt, closesAt: content.window.closesAt },
  });
}

/**
 * Settings and jump hosts as they are hashed and kept. Nothing for a target without them, so that hashes made before
 * there were any stay what they are.
 */
export function wayContent(
  target: Pick<ResolvedTarget, 'settings' | 'jumpHosts'>,
): Pick<ResolvedTarget, 'settings' | 'jumpHosts'> {
  const { settings = {}, jumpHosts = [] } = target;
  return {
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    ...(jumpHosts.length === 0 ? {} : { jumpHosts: jumpHosts.map(jumpHostContent) }),
  };
}

/** Field by field: a key's bytes beside its fingerprint are no part of what is hashed. */
function jumpHostContent(jumpHost: ResolvedJumpHost): ResolvedJumpHost {
  const { id, name, address, port, account, hostKeyFingerprint, credentialId } = jumpHost;
  return { id, name, address, port, account, hostKeyFingerprint, credentialId };
}
