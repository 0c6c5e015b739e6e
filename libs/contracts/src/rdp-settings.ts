import { z } from 'zod';

/** The keyboards a session at an RDP machine can be given: the Windows input locale, and what a list calls it. */
export const rdpKeyboards = [
  { layout: 0x0409, code: 'en-US' },
  { layout: 0x0809, code: 'en-GB' },
  { layout: 0x0407, code: 'de-DE' },
  { layout: 0x0807, code: 'de-CH' },
  { layout: 0x040c, code: 'fr-FR' },
  { layout: 0x0410, code: 'it-IT' },
  { layout: 0x040a, code: 'es-ES' },
] as const;
export type RdpKeyboardCode = (typeof rdpKeyboards)[number]['code'];

const layouts: readonly number[] = rdpKeyboards.map(({ layout }) => layout);

/** How a machine is reached by RDP. Always with a confirmed certificate. */
export const RdpSettings = z.strictObject({
  /** `nla`: the account is signed in before a picture exists, or not at all; `tls`: also behind TLS alone. */
  signIn: z.enum(['nla', 'tls']),
  /** Windows domain of the account; empty for none. */
  domain: z.string().regex(/^[\w.-]{0,64}$/, 'is a name of letters, digits, dots and hyphens'),
  /** Windows input locale of the session, such as 1031 (0x0407) for German. */
  keyboardLayout: z
    .number()
    .int()
    .refine((layout) => layouts.includes(layout), 'is not a keyboard this gateway knows'),
  /** Bits of a pixel on the way from the machine. */
  colourDepth: z.union([z.literal(16), z.literal(32)]),
  /** In pixels, where whoever connects has no wish. */
  width: z.number().int().min(200).max(4096),
  height: z.number().int().min(200).max(2304),
  /** Pictures a second at most, for the vendor, for watchers and on record. */
  framesPerSecond: z.number().int().min(1).max(60),
});
export type RdpSettings = z.infer<typeof RdpSettings>;
