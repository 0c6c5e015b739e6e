/** What is stored with an SSH target beside address, account, credential and host key. */
export interface SshSettings {
  /** Who allowed outdated encryption for this target, when and why; null while only modern encryption is spoken. */
  readonly weakAlgorithms: {
    readonly reason: string;
    readonly allowedBy: string;
    /** ISO 8601, UTC. */
    readonly allowedAt: string;
  } | null;
  /** Principals of a certificate for this target; none: the account is the principal. */
  readonly certificatePrincipals: readonly string[];
}

export const modernSettings: SshSettings = { weakAlgorithms: null, certificatePrincipals: [] };

const mostPrincipals = 16;

/**
 * The one place that reads the settings of an SSH target. Strict: what it does not know is refused, so that a setting
 * of a later version is never half obeyed. @throws TypeError.
 */
export function parseSshSettings(input: unknown): SshSettings {
  const { weakAlgorithms, certificatePrincipals, ...unknown } = recordOf(input, 'the settings');
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw new TypeError(`an SSH target has no setting ${stranger.slice(0, 64)}`);
  return {
    weakAlgorithms: weakAlgorithms === undefined ? null : weakAlgorithmsOf(weakAlgorithms),
    certificatePrincipals: certificatePrincipals === undefined ? [] : principalsOf(certificatePrincipals),
  };
}

function weakAlgorithmsOf(input: unknown): NonNullable<SshSettings['weakAlgorithms']> {
  const { reason, allowedBy, allowedAt } = recordOf(input, 'weakAlgorithms');
  if (!isText(reason) || !isText(allowedBy) || !isText(allowedAt))
    throw new TypeError('weakAlgorithms needs reason, allowedBy and allowedAt');
  return { reason, allowedBy, allowedAt };
}

function principalsOf(input: unknown): readonly string[] {
  if (!Array.isArray(input) || input.length > mostPrincipals || !input.every(isPrincipal))
    throw new TypeError('certificatePrincipals is a list of names');
  return input;
}

function recordOf(input: unknown, what: string): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new TypeError(`${what} must be an object`);
  return { ...input };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** sshd compares whole names; a comma would end one in its own files. */
function isPrincipal(value: unknown): value is string {
  return typeof value === 'string' && /^[^\s,\p{Cc}]{1,64}$/u.test(value);
}
