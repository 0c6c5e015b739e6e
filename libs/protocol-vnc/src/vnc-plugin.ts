import { dialDesktop } from '@gatehouse/desktop';
import type { ProtocolPlugin } from '@gatehouse/session/plugin';
import { parseVncSettings } from './vnc-settings.js';
import type { VncSettings } from './vnc-settings.js';

/** VNC targets. Everything of a session runs in a worker thread of its own; see docs/adr/0014. */
export const vncPlugin: ProtocolPlugin<VncSettings> = {
  name: 'vnc',
  traits: { replayable: true, injectsCredentials: true, clientLegs: ['web', 'vnc'] },
  parseSettings: parseVncSettings,
  async dial(to, credential, signal, screen) {
    const { address, port, account, settings } = to;
    if (to.via.length > 0)
      return { refused: 'unreachable', detail: 'a VNC target cannot be reached through a jump host' };
    if (credential && credential.kind !== 'password')
      return { refused: 'credential-not-accepted', detail: 'a VNC target takes a password and nothing else' };
    const pinnedIdentity = Uint8Array.from(to.pinnedHostKey);
    const secret = credential && Uint8Array.from(credential.secret);
    try {
      return await dialDesktop(
        new URL('./worker.js', import.meta.url),
        { address, port, account, pinnedIdentity, settings, secret, screen },
        { framesPerSecond: settings.framesPerSecond },
        signal,
      );
    } finally {
      secret?.fill(0);
    }
  },
};
