import { until } from '@gatehouse/desktop/testing';
import type { DesktopWorld } from '@gatehouse/desktop/testing';
import type { ClientLeg } from '@gatehouse/session/plugin';
import { writeBitmapCapability } from '../wire/capabilities/bitmap-capability.js';
import { capabilityTypes } from '../wire/capabilities/capability-set.js';
import { generalFlags, writeGeneralCapability } from '../wire/capabilities/general-capability.js';
import { extendedPointerFlags, pointerFlags } from '../wire/input/input-event.js';
import { writeSlowPathInput } from '../wire/input/slow-path-input.js';
import { writeRefreshRect } from '../wire/share/refresh-rect.js';
import { shareDataTypes } from '../wire/share/share-data.js';
import { writeSuppressOutput } from '../wire/share/suppress-output.js';
import { readPointerShape } from '../wire/updates/pointer-update.js';
import { updateCodes } from '../wire/updates/graphics-update.js';
import { DoorWorld } from './testing/door-world.js';
import { plainClientData, ScriptedClient } from './testing/scripted-client.js';
import type { Confirmed } from './testing/scripted-client.js';

jest.setTimeout(60_000);

let world: DoorWorld;
const [width, height] = [320, 240];
const everything = { x: 0, y: 0, width, height };

beforeEach(async () => {
  world = new DoorWorld();
  world.size = { width, height };
  await world.open();
});
afterEach(() => world.close());

interface Shown {
  readonly client: ScriptedClient;
  readonly desktop: DesktopWorld;
  readonly leg: ClientLeg;
}

async function show(data = plainClientData, sets?: Confirmed): Promise<Shown> {
  const client = await ScriptedClient.activeAt(world.port, data, sets);
  const { desktop, leg } = await world.next();
  desktop.upstream.paint(everything, colourOf);
  await client.until(() => isNear(client, desktop));
  return { client, desktop, leg };
}

/** Noise beside smooth colours and stripes. */
function colourOf(x: number, y: number): number {
  if (x < 100) return Math.imul(x * 7919 + y * 104_729, 2_654_435_761) >>> 8;
  return x < 200 ? (x & 255) | ((y & 255) << 8) : y % 3 === 0 ? 0xffffff : 0x204060;
}

/** True when what is drawn is what the machine shows, but for what the depth takes. */
function isNear({ surface }: ScriptedClient, { upstream }: DesktopWorld, most = 0): boolean {
  const { pixels } = upstream.surface;
  return (
    surface.pixels.length === pixels.length &&
    surface.pixels.every((pixel, at) => {
      const other = pixels[at]! & 0xffffff;
      return (
        pixel === other ||
        [0, 8, 16].every((shift) => Math.abs(((pixel >> shift) & 255) - ((other >> shift) & 255)) <= most)
      );
    })
  );
}

function without(flag: number): Confirmed {
  return (sets) =>
    sets.map((set) =>
      set.type === capabilityTypes.general
        ? writeGeneralCapability({
            extraFlags: (generalFlags.fastPathOutput | generalFlags.noBitmapCompressionHeader) & ~flag,
            ...{ takesRefreshRect: true, takesSuppressOutput: true },
          })
        : set,
    );
}

const keepsSize: Confirmed = (sets) =>
  sets.map((set) =>
    set.type === capabilityTypes.bitmap
      ? writeBitmapCapability({ bitsPerPixel: 32, width, height, takesResize: false, drawingFlags: 0 })
      : set,
  );

test('a share begins with a licence that costs nothing, and ends up with what is on record', async () => {
  const { client, desktop } = await show();
  expect(client.heard.slice(0, 7)).toEqual([
    ...['licence', 'demand', 'type 31', 'type 20', 'type 20', 'type 40', 'type 38'],
  ]);
  expect(desktop.tap.picture.width).toBe(width);
  desktop.upstream.paint({ x: 63, y: 1, width: 2, height: 130 }, () => 0x123456);
  await client.until(() => isNear(client, desktop));
});

test.each([
  ['without fast-path output', without(generalFlags.fastPathOutput)],
  ['that wants compression headers', without(generalFlags.noBitmapCompressionHeader)],
  ['that reads alpha and keeps its size', keepsSize],
])('a client %s is shown the same', async (_what, sets) => {
  const { client } = await show(plainClientData, sets);
  expect(client.count('type 2') > 0).toBe(_what.includes('fast-path'));
});

test.each([
  [15, 8],
  [16, 8],
  [24, 0],
])('at %i bits colours are at most %i from what they are', async (highColourDepth, most) => {
  const core = { ...plainClientData.core, highColourDepth, earlyCapabilityFlags: 1 };
  const client = await ScriptedClient.activeAt(world.port, { ...plainClientData, core });
  const { desktop } = await world.next();
  desktop.upstream.paint(everything, colourOf);
  await client.until(() => isNear(client, desktop, most));
});

test('another size begins another share; what still comes of the old one means nothing', async () => {
  const { client, desktop } = await show();
  desktop.upstream.resize(205, 300);
  await client.until(() => client.shares === 2);
  client.input({ kind: 'scancode', code: 0x1e, isExtended: false, isExtended1: false, isReleased: false });
  client.sendShareData(shareDataTypes.refreshRect, writeRefreshRect([everything]));
  await client.activate();
  desktop.upstream.paint({ x: 0, y: 0, width: 205, height: 300 }, colourOf);
  await client.until(() => isNear(client, desktop));
  expect(desktop.upstream.done).toEqual([]);
  expect(client.count('licence')).toBe(1);
});

test('sizes that follow each other while a share begins wait until it has begun, and the last counts', async () => {
  const client = await ScriptedClient.at(world.port);
  await client.negotiate();
  await client.startTls();
  await client.connect();
  client.sendInfo();
  const { upstream, tap } = (await world.next()).desktop;
  await client.until(() => client.shares === 1);
  for (const side of [210, 220, 230]) {
    const recorded = tap.events.length;
    upstream.resize(side, side);
    await until(() => tap.events.length > recorded);
  }
  expect(client.shares).toBe(1);
  client.confirm();
  await client.until(() => client.shares === 2);
  expect(client.surface).toMatchObject({ width: 230, height: 230 });
  await client.activate();
  upstream.paint({ x: 0, y: 0, width: 230, height: 230 }, colourOf);
  await client.until(() => client.shows(upstream.surface));
});

test('a client that keeps its size is cut at another, with words for its person', async () => {
  const { client, desktop } = await show(plainClientData, keepsSize);
  desktop.upstream.resize(205, 300);
  expect(await desktop.outcome).toMatchObject({
    reason: 'error',
    text: expect.stringContaining('GH-VIEWER'),
  });
  await client.gone;
  expect(client.errorInfo).toBe(1);
});

test('a picture that was lost is drawn again, and asking without pause is answered a few times a second', async () => {
  const { client, desktop } = await show();
  client.surface.pixels.fill(0);
  for (let count = 0; count < 500; count += 1)
    client.sendShareData(shareDataTypes.refreshRect, writeRefreshRect([everything]));
  const before = client.socket.bytesRead;
  await client.until(() => isNear(client, desktop));
  client.sendShareData(shareDataTypes.shutdownRequest, Buffer.alloc(0));
  await client.until(() => client.count('type 37') === 1);
  // Twice at most until then: at once, and a quarter of a second later.
  expect(client.socket.bytesRead - before).toBeLessThan(3 * width * height * 4);
});

test('nothing is sent to a client that has put its window away, and all of it when it is back', async () => {
  const { client, desktop } = await show();
  client.sendShareData(shareDataTypes.suppressOutput, writeSuppressOutput(null));
  client.sendShareData(shareDataTypes.shutdownRequest, Buffer.alloc(0));
  await client.until(() => client.count('type 37') === 1);
  const recorded = desktop.tap.events.length;
  desktop.upstream.paint(everything, (x, y) => colourOf(y, x));
  await until(() => desktop.tap.events.length > recorded);
  client.sendShareData(shareDataTypes.shutdownRequest, Buffer.alloc(0));
  await client.until(() => client.count('type 37') === 2);
  expect(client.surface.pixels[1]).toBe(colourOf(1, 0) & 0xffffff);
  client.sendShareData(shareDataTypes.suppressOutput, writeSuppressOutput(everything));
  await client.until(() => isNear(client, desktop));
});

test('a client that takes nothing is sent a bounded part of what goes by, and then the last picture', async () => {
  const { client, desktop } = await show();
  client.stall(true);
  let painted = 0;
  for (let round = 0; round < 60; round += 1) {
    const recorded = desktop.tap.events.length;
    desktop.upstream.paint(everything, (x, y) => Math.imul(x * 31 + y * 7 + round, 2_654_435_761) >>> 8);
    painted += width * height * 4;
    await until(() => desktop.tap.events.length > recorded);
  }
  const before = client.socket.bytesRead;
  client.stall(false);
  await client.until(() => isNear(client, desktop));
  expect(client.socket.bytesRead - before).toBeLessThan(painted / 2);
}, 60_000);

test('cursors are sent with their shape, hidden and large ones too', async () => {
  const { client, desktop } = await show();
  const shape = (side: number): void =>
    desktop.upstream.showCursor({
      ...{ width: side, height: side, hotX: 3, hotY: 4 },
      rgba: new Uint8Array(side * side * 4).fill(255),
    });
  shape(24);
  await client.until(() => client.updates.some(({ code }) => code === updateCodes.newPointer));
  const [first] = client.updates.filter(({ code }) => code === updateCodes.newPointer);
  expect(readPointerShape(updateCodes.newPointer, first?.data ?? Buffer.alloc(0))).toMatchObject({
    ...{ width: 24, height: 24, hotSpotX: 3, hotSpotY: 4, bitsPerPixel: 32 },
  });
  shape(96);
  await client.until(() => client.updates.filter(({ code }) => code === updateCodes.newPointer).length === 2);
  shape(0);
  await client.until(() => client.updates.some(({ code }) => code === updateCodes.hiddenPointer));
});

test('keys and buttons mean the same on both paths', async () => {
  const { client, desktop } = await show();
  const events = [
    { kind: 'scancode', code: 0x15, isExtended: false, isExtended1: false, isReleased: false },
    { kind: 'scancode', code: 0x15, isExtended: false, isExtended1: false, isReleased: true },
    { kind: 'unicode', unit: 0x20ac, isReleased: false },
    { kind: 'unicode', unit: 0x20ac, isReleased: true },
    { kind: 'pointer', flags: pointerFlags.move, x: 5, y: 6 },
    { kind: 'pointer', flags: pointerFlags.down | pointerFlags.right, x: 5, y: 6 },
    { kind: 'pointer', flags: pointerFlags.right, x: 7, y: 8 },
    { kind: 'pointer', flags: pointerFlags.wheel | 120, x: 0, y: 0 },
    { kind: 'pointer', flags: pointerFlags.wheel | pointerFlags.wheelNegative | 0x88, x: 0, y: 0 },
    { kind: 'pointer', flags: pointerFlags.horizontalWheel | 120, x: 0, y: 0 },
    { kind: 'extended-pointer', flags: extendedPointerFlags.down | extendedPointerFlags.back, x: 7, y: 8 },
    { kind: 'extended-pointer', flags: extendedPointerFlags.back, x: 7, y: 9 },
  ] as const;
  const meant = [
    ...['key 7a down', 'key 7a up', 'key 20ac down', 'key 20ac up'],
    ...['pointer 5,6 0', 'pointer 5,6 4', 'pointer 7,8 0', 'pointer 7,8 8', 'pointer 7,8 0'],
    ...[
      'pointer 7,8 16',
      'pointer 7,8 0',
      'pointer 7,8 64',
      'pointer 7,8 0',
      'pointer 7,8 128',
      'pointer 7,9 0',
    ],
  ];
  const { done } = desktop.upstream;
  client.input(...events);
  await until(() => done.length >= meant.length);
  expect(done).toEqual(meant);
  client.sendShareData(shareDataTypes.input, writeSlowPathInput(events));
  await until(() => done.length >= 2 * meant.length);
  expect(done.slice(meant.length)).toEqual(meant);
});

test('keys that no right stands for reach nothing, and are told once', async () => {
  world.rights = ['view'];
  const { client, desktop } = await show();
  for (const isReleased of [false, true])
    client.input({ kind: 'scancode', code: 0x1e, isExtended: false, isExtended1: false, isReleased });
  await until(() => desktop.tap.notes.some(({ data }) => data['what'] === 'control'));
  expect(desktop.upstream.done).toEqual([]);
  // The person reads it on the picture.
  await client.until(() => !isNear(client, desktop));
});

test('RI-05 what a later version of the protocol may say means nothing', async () => {
  const drives = { name: 'RDPDR', options: 0 };
  const { client, desktop } = await show({
    ...plainClientData,
    channels: [...plainClientData.channels, drives],
  });
  expect(desktop.tap.notes).toEqual([
    { kind: 'channel.refused', data: { what: 'rdpdr', code: 'GH-NOT-INCLUDED' } },
  ]);
  client.sendShareData(0x77, Buffer.alloc(20));
  client.writeDomain({ kind: 'erect-domain' });
  client.writeData(1005, Buffer.alloc(20));
  client.writeData(60_000, Buffer.alloc(20));
  client.sendShareData(shareDataTypes.shutdownRequest, Buffer.alloc(0));
  await client.until(() => client.count('type 37') === 1);
  desktop.upstream.paint({ x: 1, y: 1, width: 9, height: 9 }, () => 7);
  await client.until(() => isNear(client, desktop));
});

test('PR-06 a client that leaves ends its session, and holds nothing down', async () => {
  const { client, desktop } = await show();
  client.input({ kind: 'pointer', flags: pointerFlags.down | pointerFlags.left, x: 9, y: 9 });
  await until(() => desktop.upstream.done.length === 1);
  client.writeDomain({ kind: 'disconnect-provider-ultimatum', reason: 3 });
  client.secure?.end();
  expect(await desktop.outcome).toMatchObject({ reason: 'client-left' });
  await until(() => desktop.upstream.done.includes('lifted'));
});

const hostile: readonly (readonly [string, (client: ScriptedClient) => void])[] = [
  ['noise', (client) => client.write(Buffer.alloc(64, 0x5b))],
  ['an empty TPKT', (client) => client.write(Buffer.from([3, 0, 0, 4]))],
  ['a PDU shorter than its header', (client) => client.write(Buffer.from([0, 1]))],
  ['input in RDP encryption', (client) => client.write(Buffer.from([0xc4, 4, 0, 0]))],
  ['input that is cut off', (client) => client.write(Buffer.from([0x0c, 4, 0, 0x1e]))],
  ['events that there are not', (client) => client.write(Buffer.from([0x04, 3, 0xe0]))],
  ['a share PDU beyond its piece', (client) => client.writeShare(Buffer.from([0xff, 0x7f, 0x17, 0, 0, 0]))],
  [
    'compressed data',
    (client) =>
      client.writeShare(Buffer.from([18, 0, 0x17, 0, 0, 0, 0xea, 3, 1, 0, 0, 1, 0, 0, 28, 0x20, 0, 0])),
  ],
  [
    'more areas than it sends',
    (client) => client.sendShareData(shareDataTypes.refreshRect, Buffer.from([255, 0, 0, 0])),
  ],
  [
    'more slow events than it sends',
    (client) => client.sendShareData(shareDataTypes.input, Buffer.from([255, 255, 0, 0])),
  ],
  [
    'a clipboard message that is no part of any',
    (client) => client.writeData(1004, Buffer.from([8, 0, 0, 0, 2, 0, 0, 0, 1, 2])),
  ],
  [
    'strays without end',
    (client) => {
      for (let count = 0; count < 11_000; count += 1) client.writeDomain({ kind: 'erect-domain' });
    },
  ],
];

test.each(hostile)('%s ends its own session, with the reason, and no other', async (_what, act) => {
  const other = await show();
  const { client, desktop } = await show();
  act(client);
  expect(await desktop.outcome).toMatchObject({
    reason: 'error',
    detail: expect.stringContaining('the viewer broke the protocol'),
    text: expect.stringContaining('GH-VIEWER'),
  });
  await client.gone;
  expect(desktop.upstream.done).toEqual([]);
  other.desktop.upstream.paint({ x: 5, y: 5, width: 50, height: 50 }, () => 99);
  await other.client.until(() => isNear(other.client, other.desktop));
});

test('shutdown requests without end, whose answers nobody takes, wait at their sender', async () => {
  const { client, desktop } = await show();
  client.stall(true);
  for (let count = 0; count < 2_000; count += 1)
    client.sendShareData(shareDataTypes.shutdownRequest, Buffer.alloc(0));
  desktop.upstream.paint(everything, (x, y) => colourOf(y, x));
  client.stall(false);
  await client.until(() => client.count('type 37') === 2_000 && isNear(client, desktop));
});
