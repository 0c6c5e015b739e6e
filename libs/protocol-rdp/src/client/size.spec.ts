import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../testing/eventually.js';
import { endpointFor } from '../testing/rdp-endpoint.js';
import { startShadow } from '../testing/start-shadow.js';
import { startXrdp } from '../testing/start-xrdp.js';
import type { RunningXrdp } from '../testing/start-xrdp.js';
import { TestViewer } from '../testing/test-viewer.js';

jest.setTimeout(120_000);

/** What the session's screen is painted with, red in the lowest byte. */
const ground = 0x60_40_20;
const panel = 'stdbuf -oL xev -geometry 200x150+10+10 > "$HOME/events" &';

describe.each(['Xorg', 'Xvnc'] as const)('a session by xrdp with %s', (backend) => {
  let xrdp: RunningXrdp;
  const seen = (event: RegExp): number => {
    try {
      return readFileSync(join(xrdp.home, 'events'), 'utf8').match(event)?.length ?? 0;
    } catch {
      return 0;
    }
  };
  beforeAll(async () => {
    xrdp = await startXrdp({ backend, session: panel });
  });
  afterAll(() => xrdp?.stop());

  it('draws itself at another size by display control, goes on, and keeps no key down', async () => {
    const viewer = await TestViewer.open(endpointFor({ ...xrdp, pinned: xrdp.certificate.der }));
    const { upstream } = viewer;
    await eventually(() => viewer.count(ground) > 400_000 && upstream.takesSize);
    await eventually(() => seen(/Expose/g) > 0);
    upstream.pointer({ x: 100, y: 80, buttons: 0 });
    upstream.key({ down: true, keysym: 0x61, scancode: null });
    await eventually(() => seen(/KeyPress/g) > 0);
    upstream.askSize({ width: 1001, height: 701 });
    await eventually(() => viewer.resizes > 0 && viewer.count(ground) > 600_000);
    expect([upstream.surface.width, upstream.surface.height]).toEqual([1000, 701]);
    // Nobody lets it go: between two shares nothing can be said.
    await eventually(() => seen(/KeyRelease/g) > 0);
    // The same again means nothing.
    upstream.askSize({ width: 1000, height: 701 });
    const clicks = seen(/ButtonPress/g);
    await eventually(() => {
      viewer.click(100, 80);
      return seen(/ButtonPress/g) > clicks;
    });
    expect(viewer.resizes).toBe(1);
    // The second is asked for while the first is under way.
    upstream.askSize({ width: 900, height: 500 });
    upstream.askSize({ width: 640, height: 480 });
    await eventually(() => upstream.surface.width === 640 && viewer.count(ground) > 200_000);
    expect([upstream.surface.width, upstream.surface.height]).toEqual([640, 480]);
    await upstream.close();
    expect(viewer.outcome).toBeNull();
    expect(upstream.takesSize).toBe(false);
  });
});

it('a machine without display control keeps its size, and is asked for none', async () => {
  const shadow = await startShadow('800x600');
  try {
    shadow.run('xsetroot', '-solid', '#204060');
    const target = { ...shadow, pinned: shadow.certificate };
    const viewer = await TestViewer.open(endpointFor(target, { signIn: 'nla', colourDepth: 32 }));
    const { upstream } = viewer;
    await eventually(() => {
      upstream.refresh();
      return viewer.count(ground) > 400_000;
    });
    expect(upstream.takesSize).toBe(false);
    upstream.askSize({ width: 640, height: 480 });
    shadow.run('xsetroot', '-solid', '#402060');
    await eventually(() => viewer.count(0x60_20_40) > 400_000);
    expect([viewer.resizes, upstream.surface.width, viewer.outcome]).toEqual([0, 800, null]);
    await upstream.close();
  } finally {
    await shadow.stop();
  }
});
