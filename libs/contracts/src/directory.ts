import { z } from 'zod';
import {
  Criticality,
  IdText,
  Instant,
  PlainLine,
  Protocol,
  TargetIdentity,
  WeakAlgorithms,
} from './common.js';
import { RdpSettings } from './rdp-settings.js';

export const Site = z.object({
  id: IdText,
  name: z.string(),
  slug: z.string(),
  timeZone: z.string(),
  controlRoomPhone: z.string().nullable(),
  /** Own VNC viewers may sign in by a password alone, and then speak in clear. */
  allowsViewerPasswords: z.boolean(),
  suspendedAt: Instant.nullable(),
});
export type Site = z.infer<typeof Site>;
export const NewSiteBody = z.strictObject({
  name: PlainLine(120),
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'uses small letters, digits and dashes'),
  timeZone: z.string().min(1).max(64),
  controlRoomPhone: PlainLine(40).optional(),
});
export type NewSiteBody = z.infer<typeof NewSiteBody>;

export const Zone = z.object({
  id: IdText,
  siteId: IdText,
  name: z.string(),
  purdueLevel: z.number().nullable(),
});
export type Zone = z.infer<typeof Zone>;
export const NewZoneBody = z.strictObject({
  siteId: IdText,
  name: PlainLine(120),
  purdueLevel: z.number().min(0).max(5).multipleOf(0.5).optional(),
});
export type NewZoneBody = z.infer<typeof NewZoneBody>;

export const Asset = z.object({
  id: IdText,
  siteId: IdText,
  zoneId: IdText,
  tag: z.string(),
  name: z.string(),
  location: z.string(),
  criticality: Criticality,
});
export type Asset = z.infer<typeof Asset>;
export const NewAssetBody = z.strictObject({
  siteId: IdText,
  zoneId: IdText,
  tag: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/, 'uses letters, digits, dot, dash, slash, underscore'),
  name: PlainLine(120),
  location: PlainLine(120).optional(),
  criticality: Criticality,
});
export type NewAssetBody = z.infer<typeof NewAssetBody>;

export const PinnedHostKey = z.object({
  /** As SSH names it; `x509` for a certificate; `none` where an administrator accepted that nothing proves the machine. */
  keyType: z.string(),
  /** Null with `none`. */
  fingerprint: z.string().nullable(),
  pinnedAt: Instant,
});
/** How a machine is reached by VNC. */
export const DesktopSettings = z.strictObject({
  /** `certificate`: nothing but TLS with the confirmed certificate; `any`: also what proves no identity. */
  protection: z.enum(['certificate', 'any']),
  /** Pictures a second at most, for the vendor, for watchers and on record. */
  framesPerSecond: z.number().int().min(1).max(60),
  /** The machine's own password for looking only, used where nothing but looking was granted; null: there is none. */
  viewOnlyCredentialId: IdText.nullable(),
});
export type DesktopSettings = z.infer<typeof DesktopSettings>;
export const Target = z.object({
  id: IdText,
  asset: Asset,
  handle: z.string(),
  protocol: Protocol,
  address: z.string(),
  port: z.number().int(),
  account: z.string(),
  credential: z.object({ id: IdText, name: z.string() }).nullable(),
  hostKey: PinnedHostKey.nullable(),
  /** The last jump host on the way; null: the gateway reaches it directly. */
  jumpHost: z.object({ id: IdText, name: z.string() }).nullable(),
  weakAlgorithms: WeakAlgorithms.nullable(),
  /** Principals of a certificate for this target; none: its account. */
  certificatePrincipals: z.array(z.string()),
  /** Of a VNC target; null for others. */
  desktop: DesktopSettings.nullable(),
  /** Of an RDP target; null for others. */
  rdp: RdpSettings.nullable(),
  suspendedAt: Instant.nullable(),
});
export type Target = z.infer<typeof Target>;
const TargetAddress = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9._:-]{1,253}$/, 'is a host name or an IP address without a port');
/** Allows outdated encryption for one machine. The reason is shown to who asks for it and to who approves. */
const AllowWeakAlgorithms = z.strictObject({ reason: PlainLine(300) });
const CertificatePrincipals = z
  .array(z.string().regex(/^[^\s,\p{Cc}]{1,64}$/u, 'is a name without spaces and commas'))
  .max(16);
/** Empty for a VNC machine that asks for a password alone. */
const TargetAccount = z.union([z.literal(''), PlainLine(64)]);
export const NewTargetBody = z.strictObject({
  assetId: IdText,
  handle: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'uses small letters, digits and dashes'),
  protocol: Protocol,
  address: TargetAddress,
  port: z.number().int().min(1).max(65535),
  account: TargetAccount,
  credentialId: IdText.optional(),
  /** When it is known beforehand: one line `TYPE BASE64` as in a known_hosts file; for VNC and RDP a certificate as PEM or base64. */
  hostKey: z.string().max(24_000).optional(),
  jumpHostId: IdText.optional(),
  weakAlgorithms: AllowWeakAlgorithms.optional(),
  certificatePrincipals: CertificatePrincipals.optional(),
  /** Of VNC; what is left out is `any` and 15 pictures a second. */
  desktop: DesktopSettings.partial().optional(),
  /** Of RDP; what is left out is NLA, no domain, 1280 x 800 pixels of 32 bits, an English keyboard and 15 pictures a second. */
  rdp: RdpSettings.partial().optional(),
});
export type NewTargetBody = z.infer<typeof NewTargetBody>;
export const ChangeTargetBody = z.strictObject({
  address: TargetAddress.optional(),
  port: z.number().int().min(1).max(65535).optional(),
  account: TargetAccount.optional(),
  credentialId: IdText.nullable().optional(),
  jumpHostId: IdText.nullable().optional(),
  /** Null: modern encryption only, from now on. */
  weakAlgorithms: AllowWeakAlgorithms.nullable().optional(),
  certificatePrincipals: CertificatePrincipals.optional(),
  desktop: DesktopSettings.partial().optional(),
  rdp: RdpSettings.partial().optional(),
});
export type ChangeTargetBody = z.infer<typeof ChangeTargetBody>;

/** POST /api/targets/{id}/sign-in-test: signs in as a session would, and leaves at once. On the audit trail with its outcome. */
export const SignInTestAnswer = z.object({
  outcome: z.enum([
    'accepted',
    'credential-not-accepted',
    'identity-mismatch',
    'unreachable',
    'algorithms-not-allowed',
    'no-answer',
  ]),
  /** What the machine, or the way to it, said. Null when it let the gateway in. */
  detail: z.string().nullable(),
});
export type SignInTestAnswer = z.infer<typeof SignInTestAnswer>;

/** A hop between the gateway and targets of its site. */
export const JumpHost = z.object({
  id: IdText,
  siteId: IdText,
  name: z.string(),
  address: z.string(),
  port: z.number().int(),
  account: z.string(),
  credential: z.object({ id: IdText, name: z.string() }).nullable(),
  /** The jump host before it; null: the gateway reaches it directly. */
  via: z.object({ id: IdText, name: z.string() }).nullable(),
  hostKey: PinnedHostKey.nullable(),
});
export type JumpHost = z.infer<typeof JumpHost>;
export const NewJumpHostBody = z.strictObject({
  siteId: IdText,
  name: PlainLine(120),
  address: TargetAddress,
  port: z.number().int().min(1).max(65535),
  account: PlainLine(64),
  credentialId: IdText.optional(),
  viaId: IdText.optional(),
  /** One line `TYPE BASE64` as in a known_hosts file, when it is known beforehand. */
  hostKey: z.string().max(4096).optional(),
});
export type NewJumpHostBody = z.infer<typeof NewJumpHostBody>;
/** PATCH /api/jump-hosts/{id}: its name and the way to it stay; another way is another jump host. */
export const ChangeJumpHostBody = z.strictObject({
  address: TargetAddress.optional(),
  port: z.number().int().min(1).max(65535).optional(),
  account: PlainLine(64).optional(),
  credentialId: IdText.nullable().optional(),
});
export type ChangeJumpHostBody = z.infer<typeof ChangeJumpHostBody>;

/** What a vendor sees of a target it is entitled to: no address, no account. */
export const EntitledTarget = z.object({
  id: IdText,
  handle: z.string(),
  protocol: Protocol,
  asset: z.object({ tag: z.string(), name: z.string(), location: z.string(), criticality: Criticality }),
  site: z.object({ id: IdText, name: z.string(), timeZone: z.string() }),
  identity: TargetIdentity,
  weakAlgorithms: WeakAlgorithms.nullable(),
});
export type EntitledTarget = z.infer<typeof EntitledTarget>;

/** GET /api/host-keys?state=waiting ; POST /api/host-keys/{id}/confirm and /reject */
export const ObservedHostKey = z.object({
  id: z.string(),
  siteId: IdText,
  /** Whose key: a target's, or a jump host's; one of the two. */
  target: z
    .object({ id: IdText, handle: z.string(), assetTag: z.string(), assetName: z.string() })
    .nullable(),
  jumpHost: z.object({ id: IdText, name: z.string() }).nullable(),
  /** As SSH names it; `x509` for a certificate; `none`: the machine proves nothing. */
  keyType: z.string(),
  /** Null with `none`. */
  fingerprint: z.string().nullable(),
  /** What a certificate says of itself. Nobody vouches for it: only the fingerprint is compared. */
  certificate: z
    .object({ subject: z.string(), issuer: z.string(), validFrom: Instant, validUntil: Instant })
    .nullable(),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
  state: z.enum(['waiting', 'confirmed', 'rejected']),
  /** What is pinned now, when this would replace it: a fingerprint, or `none` where it was accepted that nothing is proven. */
  pinnedFingerprint: z.string().nullable(),
});
export type ObservedHostKey = z.infer<typeof ObservedHostKey>;
/**
 * The administrator types or compares the fingerprint; a different one is refused. Where the machine shows nothing, they say
 * that they accept it.
 */
export const ConfirmHostKeyBody = z.union([
  z.strictObject({ fingerprint: z.string().min(10).max(110) }),
  z.strictObject({ acceptsNothingProven: z.literal(true) }),
]);
export type ConfirmHostKeyBody = z.infer<typeof ConfirmHostKeyBody>;

export const VendorOrganisation = z.object({
  id: IdText,
  name: z.string(),
  contractEndsAt: Instant.nullable(),
  suspendedAt: Instant.nullable(),
  assetIds: z.array(IdText),
});
export type VendorOrganisation = z.infer<typeof VendorOrganisation>;
export const NewVendorOrganisationBody = z.strictObject({
  name: PlainLine(120),
  contractEndsAt: Instant.optional(),
});
export type NewVendorOrganisationBody = z.infer<typeof NewVendorOrganisationBody>;
/** PUT /api/vendor-organisations/{id}/entitlements: the assets this firm may ask for, the whole list. */
export const EntitlementsBody = z.strictObject({ assetIds: z.array(IdText).max(5000) });
export type EntitlementsBody = z.infer<typeof EntitlementsBody>;

/** Secrets are written and never read back. */
export const Credential = z.object({
  id: IdText,
  siteId: IdText,
  name: z.string(),
  kind: z.enum(['password', 'private-key', 'ssh-certificate']),
  revision: z.number().int(),
  createdAt: Instant,
  replacedAt: Instant.nullable(),
});
export type Credential = z.infer<typeof Credential>;
const NewCredential = { siteId: IdText, name: PlainLine(120) };
export const NewCredentialBody = z.discriminatedUnion('kind', [
  z.strictObject({
    ...NewCredential,
    kind: z.enum(['password', 'private-key']),
    secret: z.string().min(1).max(20_000),
  }),
  /** No secret: the gateway makes a key and a certificate for each connection. */
  z.strictObject({ ...NewCredential, kind: z.literal('ssh-certificate') }),
]);
export type NewCredentialBody = z.infer<typeof NewCredentialBody>;
/** GET /api/certificate-authority: who signs the certificates a target trusts. */
export const CertificateAuthority = z.object({
  /** `ssh-ed25519 AAAA…`, for the file that TrustedUserCAKeys of sshd names. */
  publicKey: z.string(),
  fingerprint: z.string(),
});
export type CertificateAuthority = z.infer<typeof CertificateAuthority>;
/** PUT /api/credentials/{id}/secret */
export const ReplaceSecretBody = z.strictObject({ secret: z.string().min(1).max(20_000) });
export type ReplaceSecretBody = z.infer<typeof ReplaceSecretBody>;

/** POST /api/imports/{kind} with a text/csv body. Rows that are right are saved, each row by itself. */
export const ImportKind = z.enum(['sites', 'zones', 'assets', 'targets', 'vendor-organisations', 'people']);
export type ImportKind = z.infer<typeof ImportKind>;
export const ImportAnswer = z.object({
  created: z.number().int(),
  errors: z.array(z.object({ row: z.number().int(), field: z.string().optional(), message: z.string() })),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;
