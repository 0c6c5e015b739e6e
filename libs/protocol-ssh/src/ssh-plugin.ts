import type { ProtocolPlugin } from '@gatehouse/session/plugin';
import { dialTarget } from './dial-target.js';
import { SshRelay } from './ssh-relay.js';
import { parseSshSettings } from './ssh-settings.js';
import type { SshSettings } from './ssh-settings.js';

export const sshPlugin: ProtocolPlugin<SshSettings> = {
  name: 'ssh',
  traits: { replayable: true, injectsCredentials: true, clientLegs: ['ssh', 'web'] },
  parseSettings: parseSshSettings,
  async dial(to, credential, signal) {
    const facts: ConstructorParameters<typeof SshRelay>[1] = { cutBy: null, refused: null };
    const dialled = await dialTarget(to, credential, signal, {
      refused: (what) => facts.refused?.(what),
      cut: (why) => (facts.cutBy = why),
    });
    return 'refused' in dialled ? dialled : new SshRelay(dialled, facts);
  },
};
