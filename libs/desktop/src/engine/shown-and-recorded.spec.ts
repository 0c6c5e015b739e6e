import { encodings } from '../rfb/encoding-numbers.js';
import { endDesktopWorlds, quiet, startDesktopWorld, until } from '../testing/desktop-world.js';
import { drawFrom, isSamePicture } from '../testing/quantised.js';

const whole = { x: 0, y: 0, width: 200, height: 150 };

/** The recording's picture in the numbers of a viewer's. */
function recorded({ pixels }: { pixels: Uint8ClampedArray<ArrayBuffer> }): Uint32Array {
  return new Uint32Array(pixels.buffer).map((pixel) => pixel & 0xff_ff_ff);
}

afterEach(endDesktopWorlds);

describe('what a desktop shows', () => {
  it('is on record before the viewer sees any of it, the size among it', async () => {
    const { upstream, viewer, toViewer, tap, end } = await startDesktopWorld({ begins: 'client-init' });
    tap.hold();
    upstream.paint(whole, (x) => x);
    viewer.send(Buffer.of(1));
    await quiet();
    expect(toViewer.length).toBe(0);
    tap.goOn();
    await until(() => toViewer.length > 0);
    expect(tap.kinds()).toEqual(['screen-update']);
    end();
  });

  it('is not sent while a newer picture is on its way to the recorder', async () => {
    const { upstream, viewer, toViewer, tap, end } = await startDesktopWorld();
    await viewer.signIn();
    viewer.ask();
    await viewer.next();
    tap.hold();
    upstream.paint(whole, (x, y) => x ^ y);
    await quiet();
    viewer.ask(false);
    await quiet();
    expect(toViewer.length).toBe(0);
    tap.goOn();
    await viewer.next();
    expect(isSamePicture(viewer.pixels, recorded(tap.picture))).toBe(true);
    end();
  });

  it('is the same to the viewer and on record, whatever is painted', async () => {
    const { upstream, viewer, tap, end } = await startDesktopWorld();
    const draw = drawFrom(11);
    await viewer.signIn();
    viewer.setEncodings(encodings.tight);
    for (let round = 0; round < 60; round += 1) {
      const [x, y] = [draw(200), draw(150)];
      const area = { x, y, width: 1 + draw(200 - x), height: 1 + draw(150 - y) };
      const base = draw(1 << 24);
      upstream.paint(area, (at, row) => base ^ ((at * row) & (round % 3 ? 1 : 255)));
      if (round % 7 === 0) await quiet();
    }
    const wanted = upstream.surface.pixels.map((pixel) => pixel & 0xff_ff_ff);
    await until(() => isSamePicture(recorded(tap.picture), wanted));
    while (!isSamePicture(viewer.pixels, wanted)) {
      viewer.ask();
      await viewer.next();
    }
    end();
  });

  it('costs nothing where a target repaints what is there already', async () => {
    const { upstream, tap, end } = await startDesktopWorld();
    upstream.paint(whole, (x) => x);
    await until(() => upstream.readyCount === 1 && tap.events.length === 1);
    upstream.paint(whole, (x) => x | 0xab_00_00_00);
    await until(() => upstream.readyCount === 2);
    await quiet();
    expect(tap.events).toHaveLength(1);
    // One pixel is one pixel.
    upstream.paint({ x: 70, y: 70, width: 1, height: 1 }, () => 0xff_ff_ff);
    upstream.paint(whole, (x, y) => (x === 70 && y === 70 ? 0xff_ff_ff : x));
    await until(() => tap.events.length === 2);
    expect(tap.events[1]).toMatchObject({ bytes: Buffer.from([2, 0, 70, 0, 70, 1, 1, 1, 255, 255, 255]) });
    end();
  });

  it('is taken at the pace of the frame rate, and the target is asked for more at that pace', async () => {
    const { upstream, tap, end } = await startDesktopWorld({ framesPerSecond: 20 });
    await until(() => tap.events.length === 1);
    const started = performance.now();
    for (let picture = 1; tap.events.length < 6; picture += 1) {
      upstream.paint(whole, (x) => x + picture);
      await quiet();
    }
    // Five further pictures take at least five times 50 ms, on the fastest machine.
    expect(performance.now() - started).toBeGreaterThanOrEqual(245);
    expect(upstream.readyCount).toBeLessThanOrEqual(tap.events.length + 1);
    end();
  });

  it('names its desktop in plain words', async () => {
    const { viewer, end } = await startDesktopWorld();
    await viewer.signIn();
    expect(viewer.name).toBe('Line 2 <b>filler</b>');
    end();
  });

  it('rings, on record', async () => {
    const { upstream, viewer, tap, end } = await startDesktopWorld();
    await viewer.signIn();
    upstream.ring();
    expect(await viewer.next()).toEqual({ type: 'bell' });
    expect(tap.events.at(-1)).toMatchObject({ kind: 'mark', name: 'bell' });
    end();
  });

  it('goes on record in frames that a recording can hold', async () => {
    const { upstream, tap, end } = await startDesktopWorld({ width: 1700, height: 1000 });
    const draw = drawFrom(5);
    upstream.paint({ x: 0, y: 0, width: 1700, height: 1000 }, () => draw(1 << 24));
    await until(() => tap.events.length >= 2);
    const sizes = tap.events.map((event) => ('bytes' in event ? event.bytes.length : 0));
    expect(Math.max(...sizes)).toBeLessThan(8 * 1024 * 1024);
    end();
  });
});

describe('a viewer that is slow', () => {
  it('is sent the newest picture when it takes something again, and nothing is kept for it meanwhile', async () => {
    const { upstream, viewer, toViewer, tap, stall, end } = await startDesktopWorld({
      width: 640,
      height: 480,
    });
    const draw = drawFrom(9);
    await viewer.signIn();
    viewer.setEncodings(encodings.raw);
    viewer.ask();
    await viewer.next();
    stall(true);
    let last = 0;
    for (let round = 0; round < 8; round += 1) {
      upstream.paint({ x: 0, y: 0, width: 400, height: 300 }, () => draw(1 << 24));
      await until(() => tap.events.length > last);
      last = tap.events.length;
      viewer.ask();
      await quiet();
    }
    // Each of the eight pictures has 0.5 MB on the wire.
    expect(toViewer.length).toBeLessThan(1_500_000);
    stall(false);
    const wanted = upstream.surface.pixels;
    while (!isSamePicture(viewer.pixels, wanted)) {
      viewer.ask();
      await viewer.next();
    }
    end();
  });

  it('that asks without taking is cut, in its own session', async () => {
    const { viewer, stall, outcome } = await startDesktopWorld();
    await viewer.signIn();
    stall(true);
    viewer.setEncodings(encodings.fence);
    let isOver = false;
    void outcome.then(() => (isOver = true));
    while (!isOver) {
      for (let round = 0; round < 500; round += 1) viewer.fence(0x80_00_00_00, Buffer.alloc(64));
      await quiet();
    }
    expect(await outcome).toMatchObject({
      detail: expect.stringContaining('does not take what it asked for'),
    });
  });
});

describe('continuous updates', () => {
  it('run ahead of the answers to their fences, but not far', async () => {
    const { upstream, viewer, toViewer, tap, end } = await startDesktopWorld();
    await viewer.signIn();
    viewer.setEncodings(encodings.tight, encodings.fence, encodings.continuousUpdates);
    expect(await viewer.next()).toMatchObject({ type: 'fence', flags: 0x80_00_00_07 });
    expect(await viewer.next()).toEqual({ type: 'end-of-continuous-updates' });
    viewer.continuous(true);
    let painted = 0;
    const paint = async (): Promise<void> => {
      painted += 1;
      const before = tap.events.length;
      upstream.paint(whole, (x) => x + painted);
      await until(() => tap.events.length > before);
      await quiet();
    };
    await quiet();
    for (let round = 0; round < 60; round += 1) await paint();
    // No answer came: at most 32 are on their way. Now they come.
    const fences: Buffer[] = [];
    while (toViewer.length > 0) {
      const word = await viewer.next();
      if (word.type === 'fence') fences.push(word.payload);
    }
    expect(fences.length).toBeGreaterThan(1);
    expect(fences.length).toBeLessThanOrEqual(32);
    viewer.fence(7, fences.at(-1)!);
    const wanted = upstream.surface.pixels;
    while (!isSamePicture(viewer.pixels, wanted)) await viewer.next();
    viewer.continuous(false);
    for (
      let word = await viewer.next();
      word.type !== 'end-of-continuous-updates';
      word = await viewer.next()
    );
    await paint();
    expect(toViewer.length).toBe(0);
    end();
  });
});
