import type { DesktopEndpoint } from '@gatehouse/desktop';
import type { ScreenWish } from '@gatehouse/session/plugin';
import { plainRdpSettings } from '../rdp-settings.js';
import type { RdpSettings } from '../rdp-settings.js';

/** What a real target of the tests is dialled by. */
export interface TestTarget {
  readonly port: number;
  readonly account: string;
  readonly password: string;
  /** DER. */
  readonly pinned: Uint8Array;
}

/** A screen of 800x600 at 32 bits, by whatever the target signs in with, unless told otherwise. */
export function endpointFor(
  { port, account, password, pinned }: TestTarget,
  settings: Partial<RdpSettings> = {},
  screen: ScreenWish | null = null,
): DesktopEndpoint<RdpSettings> {
  return {
    ...{ address: '127.0.0.1', port, account, pinnedIdentity: pinned, screen },
    settings: { ...plainRdpSettings, signIn: 'tls', width: 800, height: 600, ...settings },
    secret: Buffer.from(password),
  };
}
