import type { ChangeTargetBody, NewTargetBody } from '@gatehouse/contracts';
import type { SettingsChange } from '@gatehouse/directory';
import { parseRdpSettings } from '@gatehouse/protocol-rdp';
import { parseVncSettings } from '@gatehouse/protocol-vnc';
import { bodyId } from './path-id.js';

type OfSettings = 'weakAlgorithms' | 'certificatePrincipals' | 'desktop' | 'rdp';

/** The settings a body asks for; what it leaves out stays as it is. */
export function settingsChangeOf(body: Pick<ChangeTargetBody, OfSettings>): SettingsChange {
  const { weakAlgorithms, certificatePrincipals, desktop, rdp } = body;
  return {
    ...(weakAlgorithms === undefined ? {} : { weakAlgorithms }),
    ...(certificatePrincipals === undefined ? {} : { certificatePrincipals }),
    ...(desktop === undefined ? {} : { desktop: desktopOf(desktop) }),
    ...(rdp === undefined ? {} : { rdp: given(rdp) }),
  };
}

/**
 * The same for a new target: what a target with a screen leaves out is what its protocol lib takes it for today, and is kept with
 * it.
 */
export function newSettingsOf(body: Pick<NewTargetBody, 'protocol' | OfSettings>): SettingsChange {
  const change = settingsChangeOf(body);
  switch (body.protocol) {
    case 'vnc':
      return { ...change, desktop: parseVncSettings(change.desktop ?? {}) };
    case 'rdp':
      return { ...change, rdp: parseRdpSettings(change.rdp ?? {}) };
    default:
      return change;
  }
}

function desktopOf({
  viewOnlyCredentialId: id,
  ...rest
}: NonNullable<ChangeTargetBody['desktop']>): NonNullable<SettingsChange['desktop']> {
  return {
    ...given(rest),
    ...(id === undefined
      ? {}
      : { viewOnlyCredentialId: id === null ? null : bodyId('cred', id, 'viewOnlyCredentialId') }),
  };
}

/** Without what was named and left undefined. */
function given<Settings extends object>(
  settings: Settings,
): { [Name in keyof Settings]: Exclude<Settings[Name], undefined> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as never;
}
