import { encodings } from '../rfb/encoding-numbers.js';
import {
  type DesktopWorld,
  type DesktopWorldOptions,
  endDesktopWorlds,
  everyRight,
  quiet,
  startDesktopWorld,
  until,
} from '../testing/desktop-world.js';

afterEach(endDesktopWorlds);

const [asItIs, notAllowed, passedOn] = [0, 1, 4];

/** A viewer that sees a desktop of 200x150, whose machine may be given another size. */
async function shown(options: DesktopWorldOptions = {}): Promise<DesktopWorld> {
  const world = await startDesktopWorld(options);
  world.upstream.takesSize = true;
  await world.viewer.signIn();
  world.viewer.setEncodings(encodings.raw, encodings.extendedDesktopSize);
  world.viewer.ask();
  await world.viewer.next();
  return world;
}

function message(width: number, height: number, screens = 1): Buffer {
  const bytes = Buffer.alloc(8 + 16 * screens);
  bytes[0] = 251;
  bytes.writeUInt16BE(width, 2);
  bytes.writeUInt16BE(height, 4);
  bytes[6] = screens;
  return bytes;
}

function ask({ viewer }: DesktopWorld, ...wish: Parameters<typeof message>): void {
  viewer.send(message(...wish));
}

describe('another size of the desktop', () => {
  it('is asked of the machine once it is on record, and shown when the machine has it', async () => {
    const world = await shown();
    const { viewer, upstream, tap } = world;
    tap.hold();
    ask(world, 300, 100);
    await viewer.next();
    await quiet();
    expect(viewer.sizes.at(-1)).toEqual([1, passedOn, 200, 150]);
    expect(upstream.done).toEqual([]);
    tap.goOn();
    await until(() => upstream.done.includes('size 300x100'));
    expect(tap.events).toContainEqual({
      kind: 'mark',
      name: 'size-asked',
      data: { width: 300, height: 100 },
    });
    viewer.ask();
    upstream.resize(300, 100);
    await viewer.next();
    expect(viewer.sizes.at(-1)).toEqual([0, asItIs, 300, 100]);
    expect([tap.picture.width, tap.picture.height]).toEqual([300, 100]);
  });

  it('lifts what is down at the machine first', async () => {
    const world = await shown();
    const { viewer, upstream, tap } = world;
    viewer.key(0x61, true);
    await until(() => upstream.done.length === 1);
    ask(world, 300, 100);
    await until(() => upstream.done.includes('size 300x100'));
    expect(upstream.done).toEqual(['key 61 down', 'lifted', 'size 300x100']);
    expect(tap.kinds().slice(-2)).toEqual(['lifted', 'mark']);
  });

  it('is asked for seldom, and for what was wished last', async () => {
    const world = await shown();
    world.send(Buffer.concat(Array.from({ length: 60 }, (_, index) => message(201 + index, 100))));
    await until(() => world.upstream.done.length === 2);
    expect(world.upstream.done).toEqual(['size 201x100', 'size 260x100']);
  });

  it.each([
    ['without the right to control', { rights: everyRight.filter((right) => right !== 'control') }, true, 1],
    ['while the input is held', { frozen: true }, true, 1],
    ['of a machine that has one size', {}, false, 1],
    ['of several screens', {}, true, 2],
    ['of none', {}, true, 0],
  ] as const)('is not asked for %s', async (_when, options, takesSize, screens) => {
    const world = await shown(options);
    world.upstream.takesSize = takesSize;
    const before = world.tap.events.length;
    ask(world, 300, 100, screens);
    await world.viewer.next();
    await quiet();
    expect(world.viewer.sizes.at(-1)).toEqual([1, notAllowed, 200, 150]);
    expect(world.upstream.done).toEqual([]);
    expect(world.tap.events.slice(before)).toEqual([]);
  });

  it.each([
    [0, 100],
    [300, 0],
    [65_535, 65_535],
  ])('of %i x %i pixels is impossible', async (width, height) => {
    const world = await shown();
    ask(world, width, height);
    await world.viewer.next();
    await quiet();
    expect(world.viewer.sizes.at(-1)).toEqual([1, notAllowed, 200, 150]);
    expect(world.upstream.done).toEqual([]);
  });

  it('that waits is dropped by a freeze', async () => {
    const world = await shown();
    const { upstream, gate } = world;
    ask(world, 300, 100);
    await until(() => upstream.done.length === 1);
    ask(world, 300, 120);
    await world.viewer.next();
    gate.set(true);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    gate.set(false);
    await quiet();
    expect(upstream.done).toEqual(['size 300x100']);
  });
});
