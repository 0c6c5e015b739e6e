import { dialDesktop } from '@gatehouse/desktop';
import type { ProtocolPlugin } from '@gatehouse/session/plugin';
import { parseRdpSettings } from './rdp-settings.js';
import type { RdpSettings } from './rdp-settings.js';

/** RDP targets. Everything of a session runs in a worker thread of its own; see docs/adr/0014 and 0017. */
export const rdpPlugin: ProtocolPlugin<RdpSettings> = {
  name: 'rdp',
  traits: { replayable: true, injectsCredentials: true, clientLegs: ['web', 'rdp'] },
  parseSettings: parseRdpSettings,
  async dial(to, credential, signal, screen) {
    const { address, port, account, settings } = to;
    if (to.via.length > 0)
      return { refused: 'unreachable', detail: 'an RDP target cannot be reached through a jump host' };
    if (!credential || credential.kind !== 'password')
      return {
        refused: 'credential-not-accepted',
        detail: 'an RDP target takes a password and nothing else',
      };
    const pinnedIdentity = Uint8Array.from(to.pinnedHostKey);
    const secret = Uint8Array.from(credential.secret);
    try {
      return await dialDesktop(
        new URL('./worker.js', import.meta.url),
        { address, port, account, pinnedIdentity, settings, secret, screen },
        { framesPerSecond: settings.framesPerSecond },
        signal,
      );
    } finally {
      secret.fill(0);
    }
  },
};
