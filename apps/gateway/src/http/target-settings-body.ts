import type { ChangeTargetBody, NewTargetBody } from '@gatehouse/contracts';
import type { SettingsChange } from '@gatehouse/directory';
import { parseVncSettings } from '@gatehouse/protocol-vnc';
import { bodyId } from './path-id.js';

/** The settings a body asks for; what it leaves out stays as it is. */
export function settingsChangeOf(
  body: Pick<ChangeTargetBody, 'weakAlgorithms' | 'certificatePrincipals' | 'desktop'>,
): SettingsChange {
  const { weakAlgorithms, certificatePrincipals, desktop } = body;
  return {
    ...(weakAlgorithms === undefined ? {} : { weakAlgorithms }),
    ...(certificatePrincipals === undefined ? {} : { certificatePrincipals }),
    ...(desktop === undefined ? {} : { desktop: given(desktop) }),
  };
}

/** The same for a new target: what a VNC target leaves out is what its protocol lib takes it for today, and is kept with it. */
export function newSettingsOf(
  body: Pick<NewTargetBody, 'protocol' | 'weakAlgorithms' | 'certificatePrincipals' | 'desktop'>,
): SettingsChange {
  const change = settingsChangeOf(body);
  return body.protocol === 'vnc' ? { ...change, desktop: parseVncSettings(change.desktop ?? {}) } : change;
}

function given({
  protection,
  framesPerSecond,
  viewOnlyCredentialId: id,
}: NonNullable<ChangeTargetBody['desktop']>): NonNullable<SettingsChange['desktop']> {
  return {
    ...(protection === undefined ? {} : { protection }),
    ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
    ...(id === undefined
      ? {}
      : { viewOnlyCredentialId: id === null ? null : bodyId('cred', id, 'viewOnlyCredentialId') }),
  };
}
