import { z } from 'zod';
import { ChannelRight } from './channel-right.js';
import { IdText, Instant, PlainLine, Protocol } from './common.js';

export const SessionState = z.enum(['pending', 'active', 'canceling', 'terminated']);
export const SessionEndReason = z.enum([
  'client-left',
  'target-left',
  'window-ended',
  'revoked',
  'locked',
  'recording-lost',
  'attendant-missing',
  'idle',
  'stale-authority',
  'error',
]);
export type SessionEndReason = z.infer<typeof SessionEndReason>;

/** How a machine with RDP was left, by its own word; disconnected: its account may go on there without anybody. */
export const Departure = z.enum(['logged-off', 'disconnected', 'not-known']);
export type Departure = z.infer<typeof Departure>;

/** The code a person reads at the end, by reason. `GH-ENDED` where nothing stands against going on. */
export const endCodes: Record<SessionEndReason, string> = {
  'client-left': 'GH-ENDED',
  'target-left': 'GH-TARGET',
  'window-ended': 'GH-EXPIRED',
  revoked: 'GH-REVOKED',
  locked: 'GH-LOCKED',
  'recording-lost': 'GH-RECORDER',
  'attendant-missing': 'GH-ATTENDANT',
  idle: 'GH-IDLE',
  'stale-authority': 'GH-STALE',
  error: 'GH-ERROR',
};

export const Session = z.object({
  id: IdText,
  grantId: IdText,
  requestId: IdText,
  protocol: Protocol,
  person: z.object({ id: IdText, displayName: z.string(), organisation: z.string().nullable() }),
  target: z.object({
    id: IdText,
    handle: z.string(),
    assetTag: z.string(),
    assetName: z.string(),
    location: z.string(),
  }),
  site: z.object({ id: IdText, name: z.string(), timeZone: z.string() }),
  state: SessionState,
  rights: z.array(ChannelRight),
  startedAt: Instant.nullable(),
  endsBy: Instant,
  endedAt: Instant.nullable(),
  endReason: SessionEndReason.nullable(),
  endDetail: z.string().nullable(),
  endedBy: z.string().nullable(),
  /** Both sockets seen closed; false is not known. */
  disconnectVerified: z.boolean(),
  /** Null before the end, and where the protocol of the machine has no word for it. */
  departure: Departure.nullable(),
  clientLeg: z.enum(['ssh', 'web', 'vnc', 'rdp']).nullable(),
  source: z.string().nullable(),
  /** Null before the machine answered, and for one whose identity nothing proves. */
  hostKeyFingerprint: z.string().nullable(),
  purpose: z.string(),
  workOrder: z.string().nullable(),
  /** Input goes nowhere since then; after the end of the session, nobody connects under the same grant. */
  frozen: z.object({ since: Instant, by: z.string(), reason: z.string().nullable() }).nullable(),
  recording: z
    .object({
      id: IdText,
      state: z.enum(['open', 'sealing', 'sealed', 'purged']),
      complete: z.boolean().nullable(),
      sealReason: z.string().nullable(),
      durationMs: z.number().nullable(),
      byteSize: z.number().nullable(),
    })
    .nullable(),
  may: z.object({
    end: z.boolean(),
    replay: z.boolean(),
    watch: z.boolean(),
    freeze: z.boolean(),
    unfreeze: z.boolean(),
    message: z.boolean(),
  }),
});
export type Session = z.infer<typeof Session>;

/** POST /api/sessions/{id}/freeze. The vendor reads the reason. Unfreeze takes an empty object. */
export const FreezeBody = z.strictObject({ reason: PlainLine(200).optional() });
export type FreezeBody = z.infer<typeof FreezeBody>;
export const UnfreezeBody = z.strictObject({});
export type UnfreezeBody = z.infer<typeof UnfreezeBody>;

/** POST /api/sessions/{id}/message */
export const MessageBody = z.strictObject({ text: PlainLine(300) });
export type MessageBody = z.infer<typeof MessageBody>;

/** One line of the dossier: what happened when, in words. */
export const DossierEntry = z.object({
  at: Instant,
  kind: z.string(),
  text: z.string(),
  by: z.string().nullable(),
});
/** GET /api/sessions/{id}/dossier */
export const Dossier = z.object({ session: Session, entries: z.array(DossierEntry) });
export type Dossier = z.infer<typeof Dossier>;
