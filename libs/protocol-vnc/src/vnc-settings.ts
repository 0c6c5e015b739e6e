import { isId } from '@gatehouse/kernel';
import type { Id } from '@gatehouse/kernel';

/** What is stored with a VNC target beside address, account, credential and identity. */
export interface VncSettings {
  /**
   * What must protect the way to it. `certificate` refuses all but TLS with the pinned certificate; `any` also takes what proves
   * no identity (plain VNC, anonymous TLS), which is shown to everybody who asks for it or decides about it.
   */
  readonly protection: 'certificate' | 'any';
  /** Pictures a second at most, for the vendor, for those who watch and on record alike: 1 to 60. */
  readonly framesPerSecond: number;
  /** The machine's own password for looking only. Whoever lends the credential chooses; the dial takes what it is given. */
  readonly viewOnlyCredentialId?: Id<'cred'>;
}

export const plainVncSettings: VncSettings = { protection: 'any', framesPerSecond: 15 };

const fastest = 60;

/**
 * The one place that reads the settings of a VNC target. Strict: what it does not know is refused, so that a setting of a
 * later version is never half obeyed. @throws TypeError.
 */
export function parseVncSettings(input: unknown): VncSettings {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new TypeError('the settings are not an object');
  const {
    protection = plainVncSettings.protection,
    framesPerSecond = plainVncSettings.framesPerSecond,
    viewOnlyCredentialId = null,
    ...unknown
  } = input as Readonly<Record<string, unknown>>;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw new TypeError(`a VNC target has no setting ${stranger.slice(0, 64)}`);
  if (protection !== 'certificate' && protection !== 'any')
    throw new TypeError('protection is certificate or any');
  if (!Number.isInteger(framesPerSecond) || Number(framesPerSecond) < 1 || Number(framesPerSecond) > fastest)
    throw new TypeError(`framesPerSecond is a whole number from 1 to ${fastest}`);
  const settings: VncSettings = { protection, framesPerSecond: Number(framesPerSecond) };
  if (viewOnlyCredentialId === null) return settings;
  if (!isId('cred', viewOnlyCredentialId)) throw new TypeError('viewOnlyCredentialId names no credential');
  return { ...settings, viewOnlyCredentialId };
}
