import { z } from 'zod';

/** What a policy may allow. */
export const RightKind = z.enum([
  'shell',
  'exec',
  'files-in',
  'files-out',
  'forward',
  'view',
  'control',
  'clipboard-in',
  'clipboard-out',
  'ctrl-alt-del',
]);
export type RightKind = z.infer<typeof RightKind>;

const desktopKinds: readonly RightKind[] = [
  'view',
  'control',
  'clipboard-in',
  'clipboard-out',
  'ctrl-alt-del',
];

/** The kinds that mean something on a machine that is reached by this protocol. */
export function rightKindsOf(protocol: 'ssh' | 'vnc' | 'rdp' | 'tcp'): readonly RightKind[] {
  if (protocol === 'tcp') return [];
  return protocol === 'ssh' ? RightKind.options.filter((kind) => !desktopKinds.includes(kind)) : desktopKinds;
}

const Folder = z
  .string()
  .regex(/^(?:\/(?!\.{1,2}(?:\/|$))[^/\p{C}\p{Zl}\p{Zp}]+)+$/u, 'is not a whole path such as /recipes/line3')
  .max(280);
const HostAndPort = z
  .string()
  .regex(
    /^(?:\[[0-9a-f:.]{2,45}\]|[0-9a-z](?:[0-9a-z.-]{0,251}[0-9a-z])?):(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
    'is not a machine and port such as 10.20.1.5:502',
  );

/**
 * One thing that is allowed inside a session: `shell`, `exec`, `files-in`, `files-out`, one of the latter below a
 * folder such as `files-in:/recipes`, or `forward:10.20.1.5:502` as seen from the machine.
 */
export const ChannelRight = z
  .string()
  .max(300)
  .refine(isRight, 'is not a right this gateway knows') as unknown as z.ZodType<ChannelRight, string>;
export type ChannelRight =
  Exclude<RightKind, 'forward'> | `files-in:${string}` | `files-out:${string}` | `forward:${string}`;

/** Null when it is fine: what is wrong with a folder, or with a machine and port, that somebody typed. */
export function rightProblem(kind: RightKind, limit: string): string | null {
  const schema = kind === 'forward' ? HostAndPort : Folder;
  const parsed = schema.safeParse(limit);
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? '');
}

export function rightParts(right: ChannelRight): { kind: RightKind; limit: string | null } {
  const colon = right.indexOf(':');
  return colon === -1
    ? { kind: right as RightKind, limit: null }
    : { kind: right.slice(0, colon) as RightKind, limit: right.slice(colon + 1) };
}

const limited: readonly RightKind[] = ['files-in', 'files-out', 'forward'];

function isRight(text: string): boolean {
  const { kind, limit } = rightParts(text as ChannelRight);
  if (!RightKind.safeParse(kind).success) return false;
  if (limit === null) return kind !== 'forward';
  return limited.includes(kind) && rightProblem(kind, limit) === null;
}
