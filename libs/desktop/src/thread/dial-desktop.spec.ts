import type { SessionOutcome } from '@gatehouse/session/plugin';
import type { DesktopUpstream } from '../desktop-upstream.js';
import { endDesktopWorlds, quiet, startDesktopWorld, until } from '../testing/desktop-world.js';
import { PaintedUpstream } from '../testing/painted-upstream.js';
import { dialDesktop, dialDesktopOnThisThread } from './dial-desktop.js';

afterEach(endDesktopWorlds);

const endpoint = {
  ...{ address: '192.0.2.7', port: 5900, account: '', settings: null },
  ...{ pinnedIdentity: new Uint8Array(0), secret: Buffer.from('secret'), screen: null },
};
const options = { framesPerSecond: 15 };

/** A module for a real thread, in plain JavaScript. */
function moduleOf(code: string): URL {
  return new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads';${code}`)}`,
  );
}
const dialled = `{ type: 'dialled', dialledAddress: '192.0.2.7:5900', identityFingerprint: null }`;

describe('dialling a desktop', () => {
  it('gives what the target refused', async () => {
    const observed = { keyType: 'x509', key: Buffer.from([1, 2]), fingerprint: 'SHA256:x' };
    const answer = await dialDesktopOnThisThread(
      async () => ({ refused: 'identity-mismatch', observed }),
      ...([endpoint, options, new AbortController().signal] as const),
    );
    expect(answer).toEqual({ refused: 'identity-mismatch', observed });
    if ('refused' in answer && answer.refused === 'identity-mismatch')
      expect(Buffer.isBuffer(answer.observed.key)).toBe(true);
  });

  it('is given up when the session ends, and what had connected is closed', async () => {
    const ending = new AbortController();
    const upstream = new PaintedUpstream(10, 10);
    let connect: (upstream: DesktopUpstream) => void = () => undefined;
    const dialling = dialDesktopOnThisThread(
      (_, signal) =>
        new Promise((resolve) => {
          connect = resolve;
          signal.addEventListener('abort', () => resolve(upstream));
        }),
      ...([endpoint, options, ending.signal] as const),
    );
    await quiet();
    ending.abort();
    connect(upstream);
    expect(await dialling).toEqual({ refused: 'aborted' });
    await until(() => upstream.done.includes('closed'));
  });

  it('wipes the copy of the secret, and leaves the one that was lent to its owner', async () => {
    let copy: Uint8Array = new Uint8Array(0);
    const relay = await dialDesktopOnThisThread(
      async ({ secret }) => {
        copy = secret ?? copy;
        return new PaintedUpstream(10, 10);
      },
      ...([endpoint, options, new AbortController().signal] as const),
    );
    expect([...copy]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(endpoint.secret.toString()).toBe('secret');
    if (!('refused' in relay)) await relay.close();
  });

  it('fails where the thread does not start', async () => {
    const answer = await dialDesktop(
      new URL('data:text/javascript,throw new Error("broken")'),
      ...([endpoint, options, new AbortController().signal] as const),
    );
    expect(answer).toMatchObject({ refused: 'unreachable' });
  });
});

describe('a desktop', () => {
  it('is carried once: a second channel and another kind are refused, the first goes on', async () => {
    const { relay, viewer, end } = await startDesktopWorld();
    await viewer.signIn();
    const carry = (kind: string): Promise<SessionOutcome> =>
      relay.carry({ kind } as never, {} as never, {} as never, new AbortController().signal);
    expect(await carry('desktop')).toMatchObject({ reason: 'error', text: expect.any(String) });
    expect(await carry('files')).toMatchObject({ reason: 'error' });
    viewer.ask();
    expect(await viewer.next()).toMatchObject({ type: 'update' });
    end();
  });

  it('whose target leaves ends as that', async () => {
    const { upstream, relay, outcome } = await startDesktopWorld();
    const left: SessionOutcome = { reason: 'target-left', detail: 'it went', exit: null };
    upstream.leave(left);
    expect(await outcome).toEqual(left);
    expect(await relay.gone).toEqual(left);
  });

  it('sends nothing more once the session is over, in either direction', async () => {
    const { upstream, viewer, toViewer, tap, outcome, end } = await startDesktopWorld();
    await viewer.signIn();
    viewer.ask();
    await viewer.next();
    end();
    const recorded = tap.events.length;
    upstream.paint({ x: 0, y: 0, width: 9, height: 9 }, () => 7);
    viewer.ask();
    viewer.key(0x61, true);
    expect(await outcome).toEqual({ reason: 'error', detail: null, exit: null });
    await quiet();
    expect([toViewer.length, upstream.done.length, tap.events.length]).toEqual([0, 0, recorded]);
  });

  it('is closed in truth where its thread hangs: the thread is ended', async () => {
    const relay = await dialDesktop(
      moduleOf(
        `parentPort.once('message', () => { parentPort.postMessage(${dialled}); setTimeout(() => { for (;;); }); });`,
      ),
      ...([endpoint, options, new AbortController().signal] as const),
    );
    if ('refused' in relay) throw new Error('refused');
    expect(await relay.close()).toBe(true);
    expect(await relay.gone).toMatchObject({ reason: 'error' });
  });

  it('whose thread dies is gone, with no word of what it held', async () => {
    const relay = await dialDesktop(
      moduleOf(
        `parentPort.once('message', () => { parentPort.postMessage(${dialled}); setTimeout(() => { throw new TypeError('secret'); }); });`,
      ),
      ...([endpoint, options, new AbortController().signal] as const),
    );
    if ('refused' in relay) throw new Error('refused');
    expect(await relay.gone).toEqual({
      reason: 'error',
      detail: 'the thread of the desktop ended (TypeError)',
      exit: null,
    });
    expect(await relay.close()).toBe(true);
  });
});

describe('a hostile viewer', () => {
  it.each<[string, Buffer]>([
    ['speaks another protocol', Buffer.from('GET / HTTP/1.1\r\n')],
    ['sends what is not known', Buffer.from('RFB 003.008\n\x01\x01\x07', 'latin1')],
    [
      'announces a text without end',
      Buffer.from('RFB 003.008\n\x01\x01\x06\0\0\0\x7f\xff\xff\xff', 'latin1'),
    ],
  ])('that %s ends its own session, with the reason, and nobody else', async (_, bytes) => {
    const [hostile, other] = [await startDesktopWorld(), await startDesktopWorld()];
    hostile.send(bytes);
    expect(await hostile.outcome).toMatchObject({
      reason: 'error',
      detail: expect.stringContaining('the viewer broke the protocol'),
      text: expect.stringContaining('GH-VIEWER'),
    });
    expect(hostile.upstream.done).toEqual([]);
    await other.viewer.signIn();
    other.viewer.ask();
    expect(await other.viewer.next()).toMatchObject({ type: 'update' });
  });
});
