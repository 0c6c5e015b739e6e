import { everyRight, until } from '@gatehouse/desktop/testing';
import type { ChannelRight } from '@gatehouse/kernel';
import { parseClipboardEvent } from '@gatehouse/screen';
import { DoorWorld, goodName, goodToken } from './testing/door-world.js';
import { TestScreen } from './testing/test-screen.js';
import type { Screenshot, ScreenProgram } from './testing/test-screen.js';
import { bannerPicture } from './words/banner-picture.js';
import { farewellPicture } from './words/farewell-picture.js';

// FreeRDP's own client, on a screen that nobody sees: what it sends and shows is what a person's does.

let screen: TestScreen;
let world: DoorWorld;
const [width, height] = [320, 240];

beforeAll(async () => (screen = await TestScreen.start('400x300')), 60_000);
beforeEach(async () => {
  world = new DoorWorld();
  world.size = { width, height };
  await world.open();
});
afterEach(async () => {
  await screen.clear();
  await world.close();
});
afterAll(() => screen.stop());

interface ClientOptions {
  readonly userName?: string;
  readonly token?: string;
}

function startClient(
  options: readonly string[],
  { userName = goodName, token = goodToken }: ClientOptions = {},
): ScreenProgram {
  const size = [`/size:${width}x${height}`, '/cert:ignore', '/log-level:INFO'];
  return screen.run(
    'xfreerdp',
    `/v:127.0.0.1:${world.port}`,
    `/u:${userName}`,
    `/p:${token}`,
    ...size,
    ...options,
  );
}

type Pixels = Pick<Screenshot, 'width' | 'height' | 'pixels'>;

/** The largest difference of any channel between the picture and the top left of the screen. */
function difference(shot: Screenshot, picture: Pixels, from = 0): number {
  let most = 0;
  for (let y = from; y < picture.height; y += 1)
    for (let x = 0; x < picture.width; x += 1) {
      const [one, other] = [
        shot.pixels[y * shot.width + x]!,
        picture.pixels[y * picture.width + x]! & 0xffffff,
      ];
      if (one === other) continue;
      for (const shift of [0, 8, 16])
        most = Math.max(most, Math.abs(((one >> shift) & 0xff) - ((other >> shift) & 0xff)));
    }
  return most;
}

/** Waits until the screen shows it, or gives how far it is from it. */
async function shows(picture: Pixels, most = 0, from = 0): Promise<void> {
  const late = performance.now() + 30_000;
  for (;;) {
    const is = difference(await screen.shoot(), picture, from);
    if (is <= most) return;
    if (performance.now() > late) throw new Error(`the screen differs by ${is}`);
  }
}

/** As a person does it: FreeRDP's client loses a text now and then, and is given it again. */
async function copiesOver(text: string, done: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    await screen.copy(text);
    const late = performance.now() + 3_000;
    while (performance.now() < late) {
      if (done.includes(`paste ${text}`)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error('the text never came over');
}

/** Waits until it is so. */
async function settles(isSo: () => Promise<boolean>): Promise<void> {
  const late = performance.now() + 30_000;
  while (!(await isSo())) if (performance.now() > late) throw new Error('never came');
}

/** Smooth colours, noise, stripes and one colour: something for each way of compressing. */
function colourOf(x: number, y: number): number {
  if (x < 100) return (x & 255) | ((y & 255) << 8) | (((x + y) & 255) << 16);
  if (x < 200) return Math.imul(x * 7919 + y * 104729, 2654435761) >>> 8;
  return x < 250 ? (y % 3 === 0 ? 0xffffff : 0x204060) : 0x30a0f0;
}

test('shows the picture exactly at 32 bits, follows its changes and its size, and leaves as a client does', async () => {
  const client = startClient(['/sec:tls', '/bpp:32']);
  const { leg, desktop } = await world.next();
  expect(leg).toMatchObject({ kind: 'rdp', screen: { width, height } });
  const { upstream, tap } = desktop;
  upstream.paint({ x: 0, y: 0, width, height }, colourOf);
  await shows(upstream.surface);
  upstream.paint({ x: 151, y: 77, width: 63, height: 131 }, (x, y) => colourOf(y, x));
  await shows(upstream.surface);
  upstream.resize(390, 201);
  upstream.paint({ x: 0, y: 0, width: 390, height: 201 }, (x, y) => colourOf(x + 99, y));
  await shows(upstream.surface);
  expect(world.asked.slice(0, 2)).toEqual([`token wire-1 ${goodName} ${goodToken}`, 'serve wire-1 grant_1']);
  expect(tap.kinds().filter((kind) => kind === 'screen-update').length).toBeGreaterThan(2);
  await client.stop();
  expect(await desktop.outcome).toMatchObject({ reason: 'client-left' });
}, 90_000);

test('shows the picture at 16 bits, signed in by NLA', async () => {
  startClient(['/sec:nla', '/bpp:16']);
  const { upstream } = (await world.next()).desktop;
  upstream.paint({ x: 0, y: 0, width, height }, colourOf);
  // FreeRDP widens colours in a way of its own.
  await shows(upstream.surface, 8);
  expect(world.asked.slice(0, 3)).toEqual([
    `hash wire-1 ${goodName}`,
    `token wire-1 ${goodName} ${goodToken}`,
    'serve wire-1 grant_1',
  ]);
}, 90_000);

test('gives clicks, wheel and moves to the machine, and none while the plant holds the input', async () => {
  startClient(['/sec:tls']);
  const { upstream, gate } = (await world.next()).desktop;
  upstream.paint({ x: 0, y: 0, width, height }, colourOf);
  await shows(upstream.surface);
  await screen.act('mousemove', '120', '90', 'click', '1', 'click', '3', 'click', '4', 'click', '5');
  await until(() => upstream.done.length >= 9);
  expect(upstream.done.filter((deed) => !deed.startsWith('pointer 120,90')).length).toBeLessThan(2);
  expect(upstream.done.slice(-9)).toEqual(
    [0, 1, 0, 4, 0, 8, 0, 16, 0].map((buttons) => `pointer 120,90 ${buttons}`),
  );
  await screen.act('mousemove', '150', '95', 'mousedown', '1');
  await until(() => upstream.done.at(-1) === 'pointer 150,95 1');
  gate.set(true);
  await until(() => upstream.done.at(-1) === 'lifted');
  await screen.act('mousemove', '160', '99', 'mouseup', '1', 'click', '1');
  await until(() => gate.dropped > 0);
  expect(upstream.done.at(-1)).toBe('lifted');
}, 90_000);

test('PR-06 types what a German keyboard says: capitals, umlauts, signs behind AltGr', async () => {
  startClient(['/sec:tls', '/kbd:0x00000407']);
  const { upstream } = (await world.next()).desktop;
  upstream.paint({ x: 0, y: 0, width, height }, colourOf);
  await shows(upstream.surface);
  await screen.act('mousemove', '200', '200', 'click', '1');
  await until(() => upstream.done.includes('pointer 200,200 0'));
  // What lies where on the screen's American keyboard: the client sends places, and says that its keyboard is German.
  await screen.act('type', '--delay', '20', 'Y[rich> Gr;-e ) 7 ');
  await screen.act('keydown', 'Alt_R', 'key', 'q', 'key', '7', 'keyup', 'Alt_R', 'key', 'y');
  const text = 'Zürich: Größe = 7 @{z';
  const typed = (): string =>
    upstream.done
      .map((deed) => /^key ([0-9a-f]+) down$/.exec(deed)?.[1])
      .map((keysym) => (keysym === undefined ? 0 : parseInt(keysym, 16)))
      .filter((keysym) => keysym >= 0x20 && keysym < 0x100)
      .map((keysym) => String.fromCodePoint(keysym))
      .join('');
  await until(() => typed().length >= text.length);
  expect(typed()).toBe(text);
  const count = (way: string): number => upstream.done.filter((deed) => deed.endsWith(` ${way}`)).length;
  await until(() => count('up') === count('down'));
}, 90_000);

const fromMachine = 'Grüße € aus der Anlage\nzweite Zeile';
const fromPerson = 'Sollwert = 7,5 °C – ok';

test('carries text through the clipboard, each way on record before it goes', async () => {
  startClient(['/sec:tls']);
  const { upstream, tap } = (await world.next()).desktop;
  upstream.paint({ x: 0, y: 0, width, height }, colourOf);
  await shows(upstream.surface);
  upstream.copy(fromMachine);
  await settles(async () => (await screen.pasted()) === fromMachine);
  await copiesOver(fromPerson, upstream.done);
  const texts = tap.events.flatMap((event) =>
    event.kind === 'clipboard' ? [parseClipboardEvent(event.bytes)] : [],
  );
  expect(texts).toContainEqual({ direction: 'out', text: fromMachine });
  expect(texts).toContainEqual({ direction: 'in', text: fromPerson });
}, 90_000);

test.each<[string, ChannelRight]>([
  ['in', 'clipboard-in'],
  ['out', 'clipboard-out'],
])(
  'carries nothing %s where the access does not include it',
  async (_way, denied) => {
    world.rights = everyRight.filter((right) => right !== denied);
    startClient(['/sec:tls']);
    const { upstream, tap } = (await world.next()).desktop;
    upstream.paint({ x: 0, y: 0, width, height }, colourOf);
    await shows(upstream.surface);
    upstream.copy(fromMachine);
    if (denied === 'clipboard-in') {
      await settles(async () => (await screen.pasted()) === fromMachine);
      await screen.copy(fromPerson);
    } else await copiesOver(fromPerson, upstream.done);
    expect(await screen.pasted()).toBe(fromPerson);
    const directions = tap.events.flatMap((event) =>
      event.kind === 'clipboard' ? [parseClipboardEvent(event.bytes).direction] : [],
    );
    expect(new Set(directions)).toEqual(new Set([denied === 'clipboard-in' ? 'out' : 'in']));
  },
  90_000,
);

test('a clipboard without any right is a channel that is not served', async () => {
  world.rights = ['view', 'control'];
  startClient(['/sec:tls']);
  const { tap } = (await world.next()).desktop;
  await until(() => tap.notes.some(({ data }) => data['what'] === 'cliprdr'));
}, 60_000);

test('shows words of the plant over the picture of this client, and never on record', async () => {
  startClient(['/sec:tls', '/bpp:32']);
  const { leg, desktop } = await world.next();
  const { upstream, tap } = desktop;
  upstream.paint({ x: 0, y: 0, width, height }, colourOf);
  await shows(upstream.surface);
  const held =
    'Jörg holds your input since 14:02 plant time: what you type reaches nothing. Your time runs on.';
  leg.tell({ type: 'frozen', by: 'Jörg', at: new Date(0), reason: null, text: held });
  const banner = bannerPicture([held], width);
  await shows(banner);
  await shows(upstream.surface, 0, banner.height);
  const recorded = Buffer.from(tap.picture.pixels.buffer);
  const painted = Buffer.from(
    upstream.surface.pixels.map((pixel) => ((pixel & 0xffffff) | 0xff000000) >>> 0).buffer,
  );
  expect(recorded.equals(painted)).toBe(true);
}, 90_000);

test('a wrong token is a failed logon by NLA, and spends nothing', async () => {
  const client = startClient(['/sec:nla'], { token: 'not-the-token' });
  await client.gone;
  expect(client.output()).toMatch(/LOGON_FAILURE/);
  expect(world.asked).toEqual([`hash wire-1 ${goodName}`, 'closed wire-1']);
}, 60_000);

test('TLS: a wrong token is told on a screen of its own, and as an error in the end', async () => {
  const client = startClient(['/sec:tls', '/bpp:32'], { token: 'not-the-token' });
  await shows(farewellPicture({ width, height }, { code: 'GH-TICKET', text: 'this token is used.' }));
  await screen.act('mousemove', '200', '200', 'click', '1');
  await client.gone;
  expect(client.output()).toMatch(/INSUFFICIENT_PRIVILEGES/);
  expect(world.asked).toEqual([`token wire-1 ${goodName} not-the-token`, 'closed wire-1']);
}, 60_000);

test('a session that is refused is told on a screen, one that ends by its nearest reason', async () => {
  const refusal = { code: 'GH-NOT-YET', text: 'your access to l2-hmi opens at 14:00.' };
  world.session = async (leg) => leg.first.refuse(refusal);
  const refused = startClient(['/sec:nla', '/bpp:32']);
  await shows(farewellPicture({ width, height }, refusal));
  await screen.act('mousemove', '210', '200', 'click', '1');
  await refused.gone;
  expect(refused.output()).toMatch(/INSUFFICIENT_PRIVILEGES/);
  world.session = null;
  const client = startClient(['/sec:nla', '/bpp:32']);
  const { leg, desktop } = await world.next();
  desktop.upstream.paint({ x: 0, y: 0, width, height }, colourOf);
  await shows(desktop.upstream.surface);
  leg.tell({
    type: 'ended',
    code: 'GH-EXPIRED',
    reason: 'window-ended',
    text: 'your access ended at 15:30.',
  });
  await leg.close();
  await client.gone;
  expect(client.output()).toMatch(/LOGON_TIMEOUT/);
}, 90_000);

test('PR-04 SE-13 drives and sound are refused, noted once each, and nothing of them is carried', async () => {
  startClient(['/sec:tls', '/drive:home,/tmp', '/sound']);
  const { upstream, tap } = (await world.next()).desktop;
  upstream.paint({ x: 0, y: 0, width, height }, colourOf);
  await shows(upstream.surface, 8);
  for (const what of ['rdpdr', 'rdpsnd'])
    expect(tap.notes.filter(({ data }) => data['what'] === what)).toEqual([
      { kind: 'channel.refused', data: { what, code: 'GH-NOT-INCLUDED' } },
    ]);
}, 60_000);
