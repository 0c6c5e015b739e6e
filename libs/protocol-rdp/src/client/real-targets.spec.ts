import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../testing/eventually.js';
import { endpointFor } from '../testing/rdp-endpoint.js';
import { startShadow } from '../testing/start-shadow.js';
import type { RunningShadow } from '../testing/start-shadow.js';
import { startXrdp } from '../testing/start-xrdp.js';
import type { RunningXrdp } from '../testing/start-xrdp.js';
import { TestViewer } from '../testing/test-viewer.js';
import { makeTestCertificate } from '../testing/test-certificate.js';
import { dialRdp, rdpDialer } from './dial-rdp.js';

jest.setTimeout(120_000);

/** A line of everything that was typed and finished with Enter, and a window that tells of every event. */
const panel = [
  `xterm -fn fixed -u8 -geometry 60x10+0+0 -e bash -c 'while IFS= read -r line; do printf "%s\\n" "$line" >> "$HOME/typed"; done' &`,
  'stdbuf -oL xev -geometry 300x200+10+300 > "$HOME/events" &',
].join('\n');
/** What the session's screen is painted with, red in the lowest byte. */
const ground = 0x60_40_20;
const never = new AbortController().signal;

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

describe.each(['Xorg', 'Xvnc'] as const)('a workstation by xrdp with %s, over TLS', (backend) => {
  let xrdp: RunningXrdp;
  const target = () => ({ ...xrdp, pinned: xrdp.certificate.der });
  beforeAll(async () => {
    xrdp = await startXrdp({ backend, session: panel });
  });
  afterAll(() => xrdp?.stop());

  it('PR-06 shows its session, and takes typed text, clicks and the clipboard', async () => {
    const viewer = await TestViewer.open(endpointFor(target(), { keyboardLayout: 0x0407 }));
    const { surface } = viewer.upstream;
    expect([surface.width, surface.height]).toEqual([800, 600]);
    await eventually(() => viewer.count(ground) > 100_000);
    await eventually(() => /MapNotify|Expose/.test(textOf(join(xrdp.home, 'events'))));
    // The pointer in the terminal gives it the keys.
    viewer.upstream.pointer({ x: 100, y: 60, buttons: 0 });
    const typed = 'Abc XYZ 019 !"$%&/()=?@{[]}|<>;:,._-+*#~ zy ÄÖÜ äöü ß';
    await eventually(() => {
      viewer.type(`${typed}\n`);
      return textOf(join(xrdp.home, 'typed')).includes(typed);
    });
    viewer.click(100, 400, 4);
    await eventually(() => /ButtonPress[\s\S]*button 3/.test(textOf(join(xrdp.home, 'events'))));
    viewer.upstream.putClipboard('Grüße € – ✓');
    await eventually(async () => {
      const paste = await xrdp.run('xclip', '-o', '-selection', 'clipboard', '-t', 'UTF8_STRING');
      await eventually(() => paste.isOver);
      return paste.output === 'Grüße € – ✓';
    });
    const copied = 'GEHEIM äöü € ✓';
    await xrdp.run('bash', '-c', `printf %s '${copied}' | xclip -i -selection clipboard >/dev/null 2>&1`);
    await eventually(() => viewer.texts.includes(copied));
    expect(viewer.cursors.length).toBeGreaterThan(0);
    await viewer.upstream.close();
    // It denies the wish to log off, so the account's session goes on.
    expect(viewer.upstream.departure).toBe('disconnected');
  });

  it('goes on with the same session, at another size', async () => {
    const screen = { width: 1001, height: 701, keyboardLayout: null };
    const viewer = await TestViewer.open(endpointFor(target(), { colourDepth: 16 }, screen));
    expect([viewer.upstream.surface.width, viewer.upstream.surface.height]).toEqual([1000, 700]);
    await eventually(() => viewer.areas.length > 3);
    await viewer.upstream.close();
    expect(viewer.outcome).toBeNull();
  });
});

describe('what a target must prove', () => {
  let xrdp: RunningXrdp;
  beforeAll(async () => {
    xrdp = await startXrdp({ backend: 'Xorg' });
  });
  afterAll(() => xrdp?.stop());

  it('shows nothing of a target that does not let the account in', async () => {
    const wrong = endpointFor({ ...xrdp, password: 'falsch', pinned: xrdp.certificate.der });
    const dial = rdpDialer({ logonPatienceMs: 3_000 });
    expect(await dial(wrong, never)).toMatchObject({ refused: 'credential-not-accepted' });
  });

  it('PR-03 sends no credential to another certificate than the pinned one', async () => {
    const other = makeTestCertificate(xrdp.folder, 'other');
    const before = xrdp.logs();
    const answer = await dialRdp(endpointFor({ ...xrdp, pinned: other.der }), never);
    expect(answer).toMatchObject({
      refused: 'identity-mismatch',
      observed: { keyType: 'x509', key: xrdp.certificate.der },
    });
    // It saw the connection, and heard nothing within it.
    expect(xrdp.logs().length).toBeGreaterThan(before.length);
    expect(xrdp.logs().match(/client computer name/g)).toEqual(before.match(/client computer name/g));
  });

  it('PR-03 goes on without NLA only where the settings allow it', async () => {
    const answer = await dialRdp(
      endpointFor({ ...xrdp, pinned: xrdp.certificate.der }, { signIn: 'nla' }),
      never,
    );
    expect(answer).toMatchObject({ refused: 'algorithms-not-allowed' });
  });

  it("never speaks RDP's own encryption", async () => {
    const plain = await startXrdp({ security: 'rdp' });
    try {
      const answer = await dialRdp(endpointFor({ ...plain, pinned: plain.certificate.der }), never);
      expect(answer).toMatchObject({ refused: 'algorithms-not-allowed' });
    } finally {
      await plain.stop();
    }
  });
});

describe('a machine that asks for NLA', () => {
  let shadow: RunningShadow;
  const target = (password = shadow.password) => ({ ...shadow, password, pinned: shadow.certificate });
  beforeAll(async () => {
    shadow = await startShadow('800x600');
    shadow.run('xsetroot', '-solid', '#204060');
  });
  afterAll(() => shadow?.stop());

  it.each([32, 16] as const)('shows its screen as it is, at %i bits', async (colourDepth) => {
    const viewer = await TestViewer.open(endpointFor(target(), { signIn: 'nla', colourDepth }));
    await eventually(() => {
      viewer.upstream.refresh();
      const { pixels } = viewer.upstream.surface;
      const near = pixels.reduce(
        (sum, pixel) =>
          sum +
          ([0, 8, 16].every((shift) => Math.abs(((pixel >> shift) & 255) - ((ground >> shift) & 255)) < 9)
            ? 1
            : 0),
        0,
      );
      return near > 470_000 && (colourDepth === 16 || viewer.count(ground) > 470_000);
    });
    await viewer.upstream.close();
    expect(viewer.upstream.departure).toBe('logged-off');
  });

  it('refuses a wrong password in words', async () => {
    const answer = await dialRdp(endpointFor(target('falsch'), { signIn: 'nla' }), never);
    expect(answer).toMatchObject({ refused: 'credential-not-accepted' });
  });
});
