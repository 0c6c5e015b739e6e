import type { DesktopSettings, TargetSettings } from '@gatehouse/directory';
import type { CredentialId } from '@gatehouse/kernel';

export interface DesktopSettingsView extends Omit<DesktopSettings, 'viewOnlyCredentialId'> {
  readonly viewOnlyCredentialId: CredentialId | null;
}

/** How a VNC target is reached; null for a target of another protocol. */
export function desktopSettingsOf(settings: TargetSettings): DesktopSettingsView | null {
  const { protection, framesPerSecond, viewOnlyCredentialId = null } = settings;
  return protection === undefined || framesPerSecond === undefined
    ? null
    : { protection, framesPerSecond, viewOnlyCredentialId };
}
