import { newId } from '@gatehouse/kernel';
import type { TargetEndpoint } from '@gatehouse/session/plugin';
import { vncPlugin } from './vnc-plugin.js';
import { plainVncSettings } from './vnc-settings.js';
import type { VncSettings } from './vnc-settings.js';

const target: TargetEndpoint<VncSettings> = {
  targetId: newId('tgt'),
  ...{ address: '127.0.0.1', port: 1, account: '', pinnedHostKey: Buffer.alloc(0) },
  settings: plainVncSettings,
  via: [],
};
const signal = new AbortController().signal;

describe('the VNC plugin', () => {
  it('takes a password and no other credential', async () => {
    const key = { kind: 'private-key', secret: Buffer.from('secret') } as const;
    expect(await vncPlugin.dial(target, key, signal, null)).toMatchObject({
      refused: 'credential-not-accepted',
    });
  });

  it('goes through no jump host', async () => {
    const hop = {
      ...{ id: newId('jump'), name: 'hop', address: '127.0.0.1', port: 1, account: 'hop' },
      ...{ pinnedHostKey: Buffer.alloc(0), credential: null },
    };
    expect(await vncPlugin.dial({ ...target, via: [hop] }, null, signal, null)).toMatchObject({
      refused: 'unreachable',
    });
  });

  it('serves browsers and native viewers', () =>
    expect(vncPlugin.traits).toEqual({
      replayable: true,
      injectsCredentials: true,
      clientLegs: ['web', 'vnc'],
    }));
});
