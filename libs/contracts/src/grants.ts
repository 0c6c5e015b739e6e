import { z } from 'zod';
import { ChannelRight } from './channel-right.js';
import { AccessWindow, IdText, Instant, PlainText, Protocol, TargetIdentity } from './common.js';

export const GrantState = z.enum(['scheduled', 'open', 'closed']);

export const Grant = z.object({
  id: IdText,
  requestId: IdText,
  person: z.object({ id: IdText, displayName: z.string(), organisation: z.string().nullable() }),
  site: z.object({ id: IdText, name: z.string(), timeZone: z.string() }),
  target: z.object({
    id: IdText,
    handle: z.string(),
    protocol: Protocol,
    /** As it was approved. */
    identity: TargetIdentity,
    assetTag: z.string(),
    assetName: z.string(),
    location: z.string(),
  }),
  rights: z.array(ChannelRight),
  window: AccessWindow,
  state: GrantState,
  closeReason: z.enum(['ended', 'revoked', 'used-up']).nullable(),
  closedAt: Instant.nullable(),
  /** The session that runs now, when one does. */
  liveSessionId: IdText.nullable(),
  /** The line for a person's own ssh client; null for other protocols or another person's grant. */
  sshCommand: z.string().nullable(),
  approvedBy: z.array(z.object({ displayName: z.string(), at: Instant })),
  purpose: z.string(),
  workOrder: z.string().nullable(),
});
export type Grant = z.infer<typeof Grant>;

/** POST /api/grants/{id}/revoke, POST /api/sessions/{id}/end */
export const EndBody = z.strictObject({ reason: PlainText(500).optional() });
export type EndBody = z.infer<typeof EndBody>;

/** POST /api/grants/{id}/connect-tickets: needs a factor as fresh as the policy wants. */
export const ConnectTicketAnswer = z.object({
  /** Sent as the first message on the terminal or desktop socket, never in a URL. */
  ticket: z.string(),
  expiresAt: Instant,
});
export type ConnectTicketAnswer = z.infer<typeof ConnectTicketAnswer>;

/**
 * POST /api/grants/{id}/viewer-tokens: needs a factor as fresh as the policy wants. What a person's own VNC viewer is given to
 * connect once, over VeNCrypt X509Plain, or their own RDP client, by NLA or in TLS; of the machine's own password it holds nothing.
 */
export const ViewerTokenAnswer = z.object({
  host: z.string(),
  port: z.number().int(),
  /** `login+handle`. */
  userName: z.string(),
  /** 32 characters, typed or pasted as the password. Shown once, good once. */
  token: z.string(),
  expiresAt: Instant,
  /** SHA-256 of the certificate that the viewer will show, to compare by eye: pairs of hex with colons. */
  certificateFingerprint: z.string(),
  /** What a viewer opens to know where to go; the format has no place for the token. */
  file: z.object({ name: z.string(), text: z.string() }),
  /** A viewer without VeNCrypt may come too, by a password alone and in clear. */
  takesPasswords: z.boolean(),
});
export type ViewerTokenAnswer = z.infer<typeof ViewerTokenAnswer>;

/**
 * POST /api/grants/{id}/viewer-passwords: needs a factor as fresh as the policy wants, and a site that allows it. For a viewer that
 * knows VncAuth and nothing better; its session can be read, and taken over, by whoever is on its way.
 */
export const ViewerPasswordAnswer = z.object({
  host: z.string(),
  port: z.number().int(),
  /** 8 characters. Shown once, good once. */
  password: z.string(),
  expiresAt: Instant,
});
export type ViewerPasswordAnswer = z.infer<typeof ViewerPasswordAnswer>;
