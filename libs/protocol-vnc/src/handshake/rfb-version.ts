/** The versions that are spoken; RFC 6143 section 7.1.1. */
export type MinorVersion = 3 | 7 | 8;

export interface RfbVersion {
  readonly minor: MinorVersion;
  /** What the target said of itself, such as `3.889`. */
  readonly said: string;
}

/**
 * The nearest version that both sides can, from the twelve bytes a server begins with; null for what is not RFB. Panels
 * and others say versions that never were: 3.5 means 3.3, 3.889 and all from 4 on mean 3.8.
 */
export function parseVersion(bytes: Buffer): RfbVersion | null {
  const [, major, minor] = /^RFB (\d{3})\.(\d{3})\n$/.exec(bytes.toString('latin1')) ?? [];
  if (major === undefined || minor === undefined || Number(major) < 3) return null;
  const isNewer = Number(major) > 3 || Number(minor) >= 8;
  return {
    minor: isNewer ? 8 : Number(minor) === 7 ? 7 : 3,
    said: `${Number(major)}.${Number(minor)}`,
  };
}

export function versionBytes(minor: MinorVersion): Buffer {
  return Buffer.from(`RFB 003.00${minor}\n`, 'latin1');
}
