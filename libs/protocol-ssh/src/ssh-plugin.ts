import type { ProtocolPlugin } from '@gatehouse/session/plugin';
import { dialTarget } from './dial-target.js';
import { SshRelay } from './ssh-relay.js';

/** SSH has no settings of its own yet: address, port, account and pinned key say everything. */
export type SshSettings = Readonly<Record<string, never>>;

export const sshPlugin: ProtocolPlugin<SshSettings> = {
  name: 'ssh',
  traits: { replayable: true, injectsCredentials: true, clientLegs: ['ssh', 'web'] },
  parseSettings(input) {
    if (typeof input !== 'object' || input === null || Object.keys(input).length > 0)
      throw new TypeError('an SSH target has no settings');
    return {};
  },
  async dial(to, credential, signal) {
    const facts: ConstructorParameters<typeof SshRelay>[1] = { cutBy: null, refused: null };
    const dialled = await dialTarget(to, credential, signal, {
      refused: (what) => facts.refused?.(what),
      cut: (why) => (facts.cutBy = why),
    });
    return 'refused' in dialled ? dialled : new SshRelay(dialled, facts);
  },
};
