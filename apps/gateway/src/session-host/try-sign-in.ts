import { wipeSecrets } from '@gatehouse/session';
import { isDialRefusal } from '@gatehouse/session/plugin';
import type { DialRefusal, ProtocolPlugin } from '@gatehouse/session/plugin';
import type { ControlQuestions } from './host-messages.js';

/** How long a target may take to let somebody in. */
const patienceMs = 30_000;

/** Dials the target as a session would, shows it to nobody, and cuts it. The secret is overwritten when this resolves. */
export async function trySignIn(
  plugins: readonly ProtocolPlugin[],
  { target, credential }: ControlQuestions['sign-in.try'][0],
): Promise<DialRefusal | null> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    const plugin = plugins.find(({ name }) => name === target.protocol);
    if (!plugin) throw new Error('no plugin dials this target');
    const dialled = await plugin.dial(
      { ...target, targetId: target.id, settings: plugin.parseSettings(target.settings) },
      credential,
      patience.signal,
      null,
    );
    if (isDialRefusal(dialled)) return dialled;
    await dialled.close();
    return null;
  } finally {
    clearTimeout(timer);
    wipeSecrets({ target, credential });
  }
}
