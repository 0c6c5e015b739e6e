import { z } from 'zod';
import { IdText, Instant, PlainLine, Role } from './common.js';
import { Login } from './sign-in.js';

export const PersonState = z.enum(['invited', 'awaiting-confirmation', 'active', 'suspended']);

export const Person = z.object({
  id: IdText,
  login: z.string(),
  displayName: z.string(),
  email: z.string().nullable(),
  state: PersonState,
  organisation: z.object({ id: IdText, name: z.string() }).nullable(),
  sponsor: z.object({ id: IdText, displayName: z.string() }).nullable(),
  timeZone: z.string(),
  roles: z.array(z.object({ role: Role, siteId: IdText.nullable() })),
  createdAt: Instant,
});
export type Person = z.infer<typeof Person>;

/** POST /api/people: makes the person as `invited`; the link comes from POST /api/people/{id}/invitations. */
export const NewPersonBody = z.strictObject({
  login: Login,
  displayName: PlainLine(120),
  email: z.email().max(254).optional(),
  vendorOrganisationId: IdText.optional(),
  /** Plant person who answers for a vendor person; required with vendorOrganisationId. */
  sponsorId: IdText.optional(),
  timeZone: z.string().max(64).optional(),
  roles: z.array(z.strictObject({ role: Role, siteId: IdText.nullable() })).max(50),
});
export type NewPersonBody = z.infer<typeof NewPersonBody>;

export const InvitationAnswer = z.object({ url: z.string(), token: z.string(), expiresAt: Instant });
export type InvitationAnswer = z.infer<typeof InvitationAnswer>;

/** POST /api/people/{id}/roles and DELETE /api/people/{id}/roles */
export const RoleBody = z.strictObject({ role: Role, siteId: IdText.nullable() });
export type RoleBody = z.infer<typeof RoleBody>;

export const SshKey = z.object({
  id: IdText,
  keyType: z.string(),
  fingerprint: z.string(),
  comment: z.string(),
  createdAt: Instant,
});
export type SshKey = z.infer<typeof SshKey>;
/** POST /api/me/ssh-keys: one line of an authorized_keys file. Needs a fresh factor. */
export const NewSshKeyBody = z.strictObject({ line: z.string().min(20).max(4096) });
export type NewSshKeyBody = z.infer<typeof NewSshKeyBody>;
