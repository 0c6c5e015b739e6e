import { z } from 'zod';
import { IdText, Instant, PlainLine, Role } from './common.js';

export const Login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'uses small letters, digits, dot, dash and underscore only');
export const OneTimeCode = z
  .string()
  .trim()
  .regex(/^\d{6}$/, 'is six digits');
export const NewPassword = z
  .string()
  .min(12, 'needs at least 12 characters')
  .max(200, 'is longer than 200 characters');

/** POST /api/sign-in */
export const SignInBody = z.strictObject({
  login: z.string().min(1).max(100),
  password: z.string().min(1).max(200),
});
export type SignInBody = z.infer<typeof SignInBody>;
/** Answer of POST /api/sign-in: the password was right, a code is still needed. */
export const SignInAnswer = z.object({ next: z.literal('code') });

/** POST /api/sign-in/code and POST /api/step-up */
export const CodeBody = z.strictObject({ code: OneTimeCode });
export type CodeBody = z.infer<typeof CodeBody>;
/** POST /api/sign-in/recovery-code */
export const RecoveryCodeBody = z.strictObject({ recoveryCode: z.string().trim().min(8).max(40) });
export type RecoveryCodeBody = z.infer<typeof RecoveryCodeBody>;

/** Answer of POST /api/step-up */
export const StepUpAnswer = z.object({ factorAt: Instant });

/** POST /api/sign-in-confirmations/find: the code that a terminal shows, however it was typed. */
export const ConfirmationCodeBody = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z]{4}[ -]?[0-9A-Za-z]{4}$/, 'is eight letters and digits'),
});
export type ConfirmationCodeBody = z.infer<typeof ConfirmationCodeBody>;
/** An ssh connection that waits for its person's yes; answer of find, confirm and refuse. */
export const SignInConfirmation = z.object({
  id: IdText,
  /** Address the connection came from. */
  source: z.string(),
  /** Address that asks to see it, for comparing. */
  yourAddress: z.string(),
  /** The machine's short name, as it was typed; null when none was. */
  handle: z.string().nullable(),
  askedAt: Instant,
  expiresAt: Instant,
});
export type SignInConfirmation = z.infer<typeof SignInConfirmation>;

/** GET /api/me, and the answer of a finished sign-in */
export const Me = z.object({
  id: IdText,
  login: z.string(),
  displayName: z.string(),
  timeZone: z.string(),
  organisation: z.object({ id: IdText, name: z.string() }).nullable(),
  roles: z.array(z.object({ role: Role, siteId: IdText.nullable() })),
  /** When a second factor was last given in this web session. */
  factorAt: Instant.nullable(),
  /** The web session ends then whatever is done. */
  sessionEndsAt: Instant,
  /** Sites this person has any role at, for names and plant time. */
  sites: z.array(z.object({ id: IdText, name: z.string(), timeZone: z.string() })),
  recoveryCodesLeft: z.number().int(),
});
export type Me = z.infer<typeof Me>;

/** POST /api/set-up: the one-time token printed by the first start makes the first administrator. */
export const SetUpBody = z.strictObject({
  token: z.string().min(20).max(100),
  login: Login,
  displayName: PlainLine(120),
});
export type SetUpBody = z.infer<typeof SetUpBody>;
/** Answer: continue with the enrolment of that person. */
export const SetUpAnswer = z.object({ enrolmentToken: z.string() });

/** POST /api/enrolment/open: what the invited person sees first. The TOTP secret is made here, once. */
export const OpenEnrolmentBody = z.strictObject({ token: z.string().min(20).max(100) });
export type OpenEnrolmentBody = z.infer<typeof OpenEnrolmentBody>;
export const OpenEnrolmentAnswer = z.object({
  login: z.string(),
  displayName: z.string(),
  organisation: z.string().nullable(),
  sponsor: z.string().nullable(),
  totpSecret: z.string(),
  totpUri: z.string(),
  expiresAt: Instant,
});
export type OpenEnrolmentAnswer = z.infer<typeof OpenEnrolmentAnswer>;

/** POST /api/enrolment/complete */
export const CompleteEnrolmentBody = z.strictObject({
  token: z.string().min(20).max(100),
  password: NewPassword,
  code: OneTimeCode,
  timeZone: z.string().max(64).optional(),
});
export type CompleteEnrolmentBody = z.infer<typeof CompleteEnrolmentBody>;
export const CompleteEnrolmentAnswer = z.object({
  recoveryCodes: z.array(z.string()),
  /** `awaiting-confirmation`: the sponsor must confirm first. */
  state: z.enum(['awaiting-confirmation', 'active']),
  sponsor: z.string().nullable(),
});
export type CompleteEnrolmentAnswer = z.infer<typeof CompleteEnrolmentAnswer>;
