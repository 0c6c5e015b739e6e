import { randomBytes } from 'node:crypto';

/** Every id says what it names: `req_` + 26 characters of base32 (130 bits from the system's random source). */
export type Id<Prefix extends string> = `${Prefix}_${string}`;

export const idPrefixes = {
  person: 'per',
  vendorOrganisation: 'ven',
  site: 'site',
  zone: 'zone',
  asset: 'asset',
  target: 'tgt',
  jumpHost: 'jump',
  credential: 'cred',
  policy: 'pol',
  request: 'req',
  review: 'rev',
  grant: 'grant',
  ticket: 'tick',
  session: 'ses',
  connection: 'conn',
  recording: 'rec',
  invitation: 'inv',
  sshKey: 'key',
  confirmation: 'conf',
  lock: 'lock',
  node: 'node',
} as const;

export type IdPrefix = (typeof idPrefixes)[keyof typeof idPrefixes];
export type PersonId = Id<'per'>;
export type VendorOrganisationId = Id<'ven'>;
export type SiteId = Id<'site'>;
export type ZoneId = Id<'zone'>;
export type AssetId = Id<'asset'>;
export type TargetId = Id<'tgt'>;
export type JumpHostId = Id<'jump'>;
export type CredentialId = Id<'cred'>;
export type PolicyId = Id<'pol'>;
export type RequestId = Id<'req'>;
export type ReviewId = Id<'rev'>;
export type GrantId = Id<'grant'>;
export type TicketId = Id<'tick'>;
export type SessionId = Id<'ses'>;
export type ConnectionId = Id<'conn'>;
export type RecordingId = Id<'rec'>;
export type InvitationId = Id<'inv'>;
export type SshKeyId = Id<'key'>;
export type ConfirmationId = Id<'conf'>;
export type LockId = Id<'lock'>;
export type NodeId = Id<'node'>;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A fresh id with the given prefix. */
export function newId<P extends IdPrefix>(prefix: P): Id<P> {
  let text = '';
  for (const byte of randomBytes(26)) text += alphabet[byte & 31];
  return `${prefix}_${text}`;
}

/** True when `text` has the shape of an id with this prefix; says nothing about whether it exists. */
export function isId<P extends IdPrefix>(prefix: P, text: unknown): text is Id<P> {
  return typeof text === 'string' && new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`).test(text);
}
