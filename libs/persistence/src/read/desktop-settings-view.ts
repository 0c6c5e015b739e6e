import type { DesktopSettings, TargetSettings } from '@gatehouse/directory';

/** How a VNC target is reached; null for a target of another protocol. */
export function desktopSettingsOf({ protection, framesPerSecond }: TargetSettings): DesktopSettings | null {
  return protection === undefined || framesPerSecond === undefined ? null : { protection, framesPerSecond };
}
