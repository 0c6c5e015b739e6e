import { encodings } from '@gatehouse/desktop';
import { certificateFingerprint } from './handshake/certificate-identity.js';
import { offeredEncodings } from './offered-encodings.js';
import { scanVncIdentity } from './scan-vnc-identity.js';
import { eventually } from './testing/eventually.js';
import { showStillPicture } from './testing/still-picture.js';
import { startTigerVnc, startTightVnc, testPassword } from './testing/test-desktop.js';
import type { TestDesktop, TestDesktopOptions } from './testing/test-desktop.js';
import { dialTest, TestViewer } from './testing/test-viewer.js';
import type { TestEndpoint } from './testing/test-viewer.js';

jest.setTimeout(180_000);

const stops: (() => Promise<void>)[] = [];
const passingStops: (() => Promise<void>)[] = [];
afterEach(() => stopAll(passingStops));
afterAll(() => stopAll(stops));

async function stopAll(all: (() => Promise<void>)[]): Promise<void> {
  for (const stop of all.splice(0).reverse()) await stop();
}

/** A desktop for one test. */
async function passing(options: TestDesktopOptions): Promise<TestDesktop> {
  const desktop = await startTigerVnc(options);
  passingStops.push(desktop.stop);
  return desktop;
}

async function desktopOf(started: Promise<TestDesktop>): Promise<TestDesktop> {
  const desktop = await started;
  stops.push(desktop.stop);
  return desktop;
}

/** Once both programs have drawn: many colours, and the same for a while. */
async function steadyHash(viewer: TestViewer): Promise<string> {
  await eventually(() => new Set(viewer.upstream.surface.pixels).size > 10_000);
  let [last, same] = ['', 0];
  while (same < 10) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = viewer.hash ?? '';
    [last, same] = now === last ? [now, same + 1] : [now, 0];
  }
  return last;
}

/** Rejects, with what is there instead, when the picture does not become this one. */
async function showsPicture(to: TestEndpoint, asked: readonly number[], expected: string): Promise<void> {
  const viewer = await TestViewer.open(to, { encodings: asked });
  try {
    await eventually(() => viewer.hash === expected || viewer.outcome).catch(() => undefined);
    expect({ outcome: viewer.outcome, hash: viewer.hash }).toEqual({ outcome: null, hash: expected });
  } finally {
    await viewer.upstream.close();
  }
}

describe('a still picture of real servers', () => {
  const steady = [encodings.lastRect, encodings.desktopSize];
  let desktop: TestDesktop;
  let expected: string;

  beforeAll(async () => {
    desktop = await desktopOf(startTigerVnc({ security: 'VncAuth,None' }));
    showStillPicture(desktop);
    const viewer = await TestViewer.open(desktop, { encodings: [encodings.raw, ...steady] });
    expected = await steadyHash(viewer);
    await viewer.upstream.close();
  });

  it.each([
    ['CopyRect', encodings.copyRect],
    ['RRE', encodings.rre],
    ['CoRRE', encodings.coRre],
    ['Hextile', encodings.hextile],
    ['Zlib', encodings.zlib],
    ['ZRLE', encodings.zrle],
    ['Tight', encodings.tight],
  ])('is the same by Xtigervnc in %s as in Raw', async (_name, encoding) => {
    await showsPicture(desktop, [encoding, encodings.raw, ...steady], expected);
  });

  it.each([
    ['Raw', encodings.raw, []],
    ['RRE', encodings.rre, []],
    ['CoRRE', encodings.coRre, []],
    ['Hextile', encodings.hextile, []],
    ['Zlib', encodings.zlib, []],
    ['ZRLE', encodings.zrle, []],
    ['Tight, packed least', encodings.tight, [-255]],
    ['Tight, packed most', encodings.tight, [-247]],
  ])('is the same by x11vnc in %s', async (_name, encoding, more) => {
    const again = await desktop.serveAgain('-nopw', '-nocursor');
    await showsPicture(again, [encoding, ...more, ...steady], expected);
  });

  it('is nearly the same where a server sends JPEG', async () => {
    const viewer = await TestViewer.open(desktop, { encodings: [encodings.tight, -26, ...steady] });
    const raw = await TestViewer.open(desktop, { encodings: [encodings.raw, ...steady] });
    await eventually(() => viewer.hash !== null && raw.hash === expected);
    expect(viewer.hash).not.toBe(expected);
    const [lossy, exact] = [viewer.upstream.surface.pixels, raw.upstream.surface.pixels];
    let difference = 0;
    lossy.forEach((pixel, index) => {
      for (const shift of [0, 8, 16])
        difference += Math.abs(((pixel >> shift) & 255) - ((exact[index]! >> shift) & 255));
    });
    expect(difference / (lossy.length * 3)).toBeLessThan(8);
    await viewer.upstream.close();
    await raw.upstream.close();
  });

  it('follows a new size, and has the same picture after it', async () => {
    const viewer = await TestViewer.open(desktop);
    await eventually(() => viewer.hash === expected);
    const change = desktop.run('xrandr', '--size', '800x600');
    await eventually(() => viewer.resizes > 0 && viewer.upstream.surface.width === 800 && viewer.hash);
    await eventually(() => change.isOver);
    const back = desktop.run('xrandr', '--size', '640x480');
    await eventually(() => viewer.upstream.surface.width === 640 && back.isOver);
    await eventually(() => viewer.hash === expected);
    await viewer.upstream.close();
  });
});

describe('signing in to real servers', () => {
  let desktop: TestDesktop;
  const ways = 'X509Vnc,TLSVnc,X509None,TLSNone,VncAuth,None';

  beforeAll(async () => {
    desktop = await desktopOf(startTigerVnc({ security: ways }));
    desktop.run('xlogo', '-geometry', '300x300+10+10');
  });

  it('takes the certificate where it is pinned, and says so', async () => {
    const to = { port: desktop.port, protection: 'certificate', pinned: desktop.certificate.der } as const;
    const viewer = await TestViewer.open(to);
    expect(viewer.upstream.identityFingerprint).toBe(certificateFingerprint(desktop.certificate.der));
    expect(viewer.upstream.dialledAddress).toBe(`127.0.0.1:${desktop.port}`);
    await eventually(() => viewer.hash);
    await viewer.upstream.close();
  });

  it('signs in without a password where none is asked for', async () => {
    const to = { port: desktop.port, protection: 'certificate', pinned: desktop.certificate.der } as const;
    const viewer = await TestViewer.open({ ...to, secret: null });
    expect(viewer.upstream.identityFingerprint).not.toBeNull();
    await viewer.upstream.close();
  });

  it('refuses another certificate and shows it', async () => {
    const other = await desktopOf(startTigerVnc({ security: 'X509Vnc' }));
    const to = { port: desktop.port, protection: 'certificate', pinned: other.certificate.der } as const;
    expect(await dialTest(to)).toEqual({
      refused: 'identity-mismatch',
      observed: {
        keyType: 'x509',
        key: desktop.certificate.der,
        fingerprint: certificateFingerprint(desktop.certificate.der),
      },
    });
  });

  it.each(['VncAuth', 'TLSVnc', 'TLSNone', 'None', 'X509Vnc', 'X509None'])(
    'signs in by %s where anything will do, and proves nothing by it',
    async (security) => {
      const one = await passing({ security });
      const viewer = await TestViewer.open({
        port: one.port,
        secret: /None/.test(security) ? null : testPassword,
      });
      expect(viewer.upstream.identityFingerprint).toBeNull();
      await viewer.upstream.close();
    },
  );

  it.each(['certificate', 'any'] as const)(
    'takes no weaker way while one is pinned (%s)',
    async (protection) => {
      const one = await desktopOf(startTigerVnc({ security: 'TLSVnc,VncAuth,None' }));
      const answer = await dialTest({ port: one.port, protection, pinned: desktop.certificate.der });
      expect(answer).toMatchObject({ refused: 'algorithms-not-allowed' });
      expect(answer).toHaveProperty('detail', expect.stringContaining('TLSVnc'));
    },
  );

  it.each(['VncAuth', 'TLSVnc', 'X509Vnc'])(
    'says that a wrong password was not accepted (%s)',
    async (security) => {
      const one = await passing({ security });
      expect(await dialTest({ port: one.port, secret: 'falsch' })).toMatchObject({
        refused: 'credential-not-accepted',
        detail: expect.stringMatching(/did not accept the password: ".+"/),
      });
      expect(await dialTest({ port: one.port, secret: null })).toMatchObject({
        refused: 'credential-not-accepted',
        detail: 'the target asks for a password, and none is stored for it',
      });
    },
  );

  it('says that a target takes no sign-in after too many that failed', async () => {
    const one = await passing({ security: 'VncAuth', args: ['-BlacklistThreshold', '2'] });
    let answer = await dialTest({ port: one.port, secret: 'falsch' });
    for (let tries = 0; tries < 6 && 'refused' in answer && answer.refused !== 'unreachable'; tries += 1)
      answer = await dialTest({ port: one.port, secret: 'falsch' });
    expect(answer).toMatchObject({ refused: 'unreachable', detail: expect.stringMatching(/too many/i) });
  });

  it('is refused in clear words where another viewer has the only place', async () => {
    const one = await passing({
      security: 'None',
      args: ['-AlwaysShared=0', '-NeverShared', '-DisconnectClients=0'],
    });
    const first = await TestViewer.open({ port: one.port, secret: null });
    expect(await dialTest({ port: one.port, secret: null })).toMatchObject({
      refused: 'unreachable',
      detail: expect.stringContaining('"The server is already in use"'),
    });
    expect(first.outcome).toBeNull();
    await first.upstream.close();
  });

  it('speaks 3.3 to x11vnc, with a password and without', async () => {
    const guarded = await desktop.serveAgain('-rfbauth', `${desktop.folder}/password`, '-rfbversion', '3.3');
    expect(await scanVncIdentity('127.0.0.1', guarded.port)).toMatchObject({
      version: '3.3',
      securityTypes: ['VncAuth'],
    });
    const viewer = await TestViewer.open(guarded);
    await eventually(() => viewer.hash);
    await viewer.upstream.close();
    expect(await dialTest({ ...guarded, secret: 'falsch' })).toMatchObject({
      refused: 'credential-not-accepted',
    });
    const open = await desktop.serveAgain('-nopw', '-rfbversion', '3.3');
    await (await TestViewer.open({ ...open, secret: null })).upstream.close();
  });

  it('speaks 3.7 to x11vnc', async () => {
    const guarded = await desktop.serveAgain('-rfbauth', `${desktop.folder}/password`, '-rfbversion', '3.7');
    const viewer = await TestViewer.open(guarded);
    await eventually(() => viewer.hash);
    await viewer.upstream.close();
  });

  it('goes through the Tight security type of Xtightvnc, whose encodings have all filters', async () => {
    const one = await startTightVnc();
    passingStops.push(one.stop);
    showStillPicture(one);
    // A server draws the pointer into the picture for whoever does not take its shape.
    const raw = await TestViewer.open(one, { encodings: [encodings.raw, encodings.cursor] });
    const picture = await steadyHash(raw);
    const { rre, coRre, hextile, zlib, tight } = encodings;
    for (const asked of [[rre], [coRre], [hextile], [zlib], [tight, -255], [tight, -247], offeredEncodings])
      await showsPicture(one, [...asked, encodings.cursor], picture);
    expect(raw.hash).toBe(picture);
    await raw.upstream.close();
    expect(await dialTest({ ...one, secret: 'falsch' })).toMatchObject({
      refused: 'credential-not-accepted',
    });
  });

  it('shows administrators what a server offers, and signs in to nothing', async () => {
    expect(await scanVncIdentity('127.0.0.1', desktop.port)).toEqual({
      version: '3.8',
      securityTypes: ['VeNCrypt', ...ways.split(','), 'VncAuth', 'None'],
      certificate: desktop.certificate.der,
      fingerprint: certificateFingerprint(desktop.certificate.der),
      provesIdentity: true,
    });
    const plain = await desktopOf(startTigerVnc({ security: 'VncAuth' }));
    expect(await scanVncIdentity('127.0.0.1', plain.port)).toMatchObject({
      certificate: null,
      fingerprint: null,
      provesIdentity: false,
    });
    await expect(scanVncIdentity('127.0.0.1', 1)).rejects.toThrow('nothing listens on that port');
  });
});
