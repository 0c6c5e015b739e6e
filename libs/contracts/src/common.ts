import { z } from 'zod';

/** An instant in UTC as ISO 8601, such as `2026-11-23T13:00:00.000Z`. Offsets are refused: plant time is a matter of the screen. */
export const Instant = z.iso.datetime({ offset: false });
export type Instant = z.infer<typeof Instant>;

/** An id as the gateway makes them: prefix, underscore, 26 characters. */
export const IdText = z.string().regex(/^[a-z]{3,5}_[0-9a-hjkmnp-tv-z]{26}$/, 'is not an id of this gateway');

/** Half-open: [opensAt, closesAt). */
export const AccessWindow = z.strictObject({ opensAt: Instant, closesAt: Instant });
export type AccessWindow = z.infer<typeof AccessWindow>;

export const Criticality = z.enum(['low', 'medium', 'high', 'critical']);
export type Criticality = z.infer<typeof Criticality>;

export const Protocol = z.enum(['ssh', 'vnc', 'rdp', 'tcp']);
export type Protocol = z.infer<typeof Protocol>;

/**
 * `pinned`: the right machine can be proven. `unprovable`: an administrator accepted that nothing proves it, and what passes on
 * the way to it may be read and changed there. `unproven`: nobody confirmed anything yet, so nothing connects.
 */
export const TargetIdentity = z.enum(['pinned', 'unprovable', 'unproven']);
export type TargetIdentity = z.infer<typeof TargetIdentity>;

export const Role = z.enum(['vendor-user', 'vendor-manager', 'approver', 'auditor', 'administrator']);
export type Role = z.infer<typeof Role>;

/** Outdated encryption, allowed for one machine by somebody who answers for it. */
export const WeakAlgorithms = z.object({ reason: z.string(), allowedBy: z.string(), allowedAt: Instant });
export type WeakAlgorithms = z.infer<typeof WeakAlgorithms>;

/** One line of text a person typed: no control characters, no bidirectional overrides. */
export const PlainLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(max, `is longer than ${max} characters`)
    .refine(isPlainLine, 'has control or direction characters; type it without them');

/** Several lines of text: line breaks and tabs are kept, other control and direction characters refused. */
export const PlainText = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(max, `is longer than ${max} characters`)
    .refine((text) => isPlainLine(text.replaceAll(/[\n\r\t]/g, ' ')), 'has control or direction characters');

/** The cursor-less list envelope of the whole API. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

export function isPlainLine(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const control = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029;
    const direction =
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069) ||
      code === 0x200e ||
      code === 0x200f;
    if (control || direction) return false;
  }
  return true;
}
