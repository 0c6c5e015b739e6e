import { contentHash } from '@gatehouse/kernel';
import type {
  AccessWindow,
  ChannelRight,
  CredentialId,
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
  /** `SHA256:…` of the pinned host key; null while none is pinned. */
  readonly hostKeyFingerprint: string | null;
  readonly credentialId: CredentialId | null;
  /** As stored; left out, or `{}`: none. JSON values. */
  readonly settings?: Readonly<Record<string, unknown>>;
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
      ...settingsContent(target),
    },
    rights: [...content.rights].sort(),
    window: { opensAt: content.window.opensAt, closesAt: content.window.closesAt },
  });
}

/** Nothing for a target without settings, so that hashes made before there were any stay what they are. */
export function settingsContent({
  settings,
}: Pick<ResolvedTarget, 'settings'>): Pick<ResolvedTarget, 'settings'> {
  return settings === undefined || Object.keys(settings).length === 0 ? {} : { settings };
}
