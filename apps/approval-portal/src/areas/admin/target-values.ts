import {
  type Credential,
  type DesktopSettings,
  type JumpHost,
  type Protocol,
  rdpKeyboards,
  type RdpSettings,
} from '@gatehouse/contracts';

/** What an administrator types about how a machine is reached, adding a way in and changing one alike. */
export type TargetValues = {
  address: string;
  port: string;
  account: string;
  credentialId: string;
  jumpHostId: string;
  weak: boolean;
  weakReason: string;
  principals: string;
  protection: string;
  viewOnlyCredentialId: string;
  framesPerSecond: string;
  signIn: string;
  domain: string;
  keyboardLayout: string;
  colourDepth: string;
  width: string;
  height: string;
};

export const noTarget: TargetValues = {
  address: '',
  port: '22',
  account: '',
  credentialId: 'none',
  jumpHostId: 'none',
  weak: false,
  weakReason: '',
  principals: '',
  protection: 'any',
  viewOnlyCredentialId: 'none',
  framesPerSecond: '15',
  signIn: 'nla',
  domain: '',
  keyboardLayout: String(rdpKeyboards[0].layout),
  colourDepth: '32',
  width: '1280',
  height: '800',
};

/** The port each protocol is served at unless a plant chose another. */
export const standardPorts = { ssh: '22', vnc: '5900', rdp: '3389' } as const;

export function principalsOf(typed: string): string[] {
  return typed.split(/[\s,;]+/).filter(Boolean);
}

/** What a way in to a screen has beside its address, as the contract has it, which judges it. */
export function settingsOf(
  protocol: Protocol,
  values: TargetValues,
): { desktop: Record<keyof DesktopSettings, unknown> } | { rdp: Record<keyof RdpSettings, unknown> } {
  const framesPerSecond = Number(values.framesPerSecond);
  if (protocol === 'vnc') {
    const { protection, viewOnlyCredentialId: id } = values;
    return { desktop: { protection, framesPerSecond, viewOnlyCredentialId: id === 'none' ? null : id } };
  }
  const { signIn, domain } = values;
  return {
    rdp: {
      ...{ signIn, domain: domain.trim(), framesPerSecond },
      ...{ keyboardLayout: Number(values.keyboardLayout), colourDepth: Number(values.colourDepth) },
      ...{ width: Number(values.width), height: Number(values.height) },
    },
  };
}

/** What the fields of every kind of way in are given. */
export interface Fields {
  protocol: Protocol;
  values: TargetValues;
  set: (name: Exclude<keyof TargetValues, 'weak'>, value: string) => void;
  onWeak: (allowed: boolean) => void;
  problems: Record<string, string>;
  credentials: readonly Credential[];
  jumpHosts: readonly JumpHost[];
}
