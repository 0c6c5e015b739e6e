import type {
  AssetId,
  CredentialId,
  Criticality,
  JumpHostId,
  Protocol,
  SiteId,
  TargetId,
  VendorOrganisationId,
  ZoneId,
} from '@gatehouse/kernel';
import type { TargetSettings } from './target-settings.js';

/** A plant. Windows and hours are judged in its time zone. */
export interface Site {
  readonly id: SiteId;
  readonly name: string;
  readonly slug: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly controlRoomPhone: string | null;
  /** Own VNC viewers may sign in by a password alone, and then speak in clear. */
  readonly allowsViewerPasswords: boolean;
  readonly suspendedAt: Date | null;
  readonly createdAt: Date;
}

/** Assets with the same security need (IEC 62443-3-2). */
export interface Zone {
  readonly id: ZoneId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly purdueLevel: number | null;
  readonly createdAt: Date;
}

/** The device or system that offers targets. */
export interface Asset {
  readonly id: AssetId;
  readonly siteId: SiteId;
  readonly zoneId: ZoneId;
  /** Plant tag, as painted on it. */
  readonly tag: string;
  readonly name: string;
  readonly location: string;
  readonly criticality: Criticality;
  readonly createdAt: Date;
}

/** A network service one may connect to. */
export interface Target {
  readonly id: TargetId;
  readonly assetId: AssetId;
  readonly siteId: SiteId;
  /** Short unique name, as in `ssh login+handle@gateway`. */
  readonly handle: string;
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly account: string;
  readonly credentialId: CredentialId | null;
  /** The last jump host on the way; null when the gateway reaches it directly. */
  readonly jumpHostId: JumpHostId | null;
  readonly settings: TargetSettings;
  readonly hostKey: PinnedHostKey | null;
  readonly suspendedAt: Date | null;
  readonly createdAt: Date;
}

/** What proves which machine answers: an SSH host key, a certificate, or the finding that nothing does. */
export interface HostKey {
  /** As SSH names it; `x509` for a certificate; `none` where nothing is proven. */
  readonly keyType: string;
  /** Wire form, RFC 4253 section 6.6; DER for a certificate; empty where nothing is proven. */
  readonly key: Buffer;
  /** `SHA256:` and base64 without padding; `nothingProven` where nothing is. */
  readonly fingerprint: string;
}

export interface PinnedHostKey extends HostKey {
  readonly pinnedBy: string;
  readonly pinnedAt: Date;
}

export type HostKeyOwner =
  | { readonly kind: 'target'; readonly id: TargetId }
  | { readonly kind: 'jump-host'; readonly id: JumpHostId };

/** What a target or a jump host showed. Seen is not trusted: only a person who compares it pins it. */
export interface ObservedHostKey extends HostKey {
  /** Number of the row, as text. */
  readonly id: string;
  readonly owner: HostKeyOwner;
  readonly siteId: SiteId;
  /** Handle of the target, or name of the jump host. */
  readonly name: string;
  readonly state: 'waiting' | 'confirmed' | 'rejected';
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly pinnedFingerprint: string | null;
}

/** The outside firm. */
export interface VendorOrganisation {
  readonly id: VendorOrganisationId;
  readonly name: string;
  readonly contractEndsAt: Date | null;
  readonly suspendedAt: Date | null;
  readonly createdAt: Date;
}
