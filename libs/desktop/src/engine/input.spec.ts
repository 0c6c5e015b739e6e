import type { ChannelRight } from '@gatehouse/kernel';
import { parseClipboardEvent, parseKeyEvent, parsePointerEvent } from '@gatehouse/screen';
import type { SessionEvent } from '@gatehouse/session/plugin';
import {
  type DesktopWorld,
  endDesktopWorlds,
  everyRight,
  quiet,
  startDesktopWorld,
  until,
} from '../testing/desktop-world.js';

afterEach(endDesktopWorlds);

const without = (...rights: ChannelRight[]): ChannelRight[] =>
  everyRight.filter((right) => !rights.includes(right));

async function signedIn(rights: readonly ChannelRight[] = everyRight): Promise<DesktopWorld> {
  const world = await startDesktopWorld({ rights });
  await world.viewer.signIn();
  return world;
}

function inputOf(events: readonly SessionEvent[]): unknown[] {
  return events.flatMap((event): unknown[] => {
    if (event.kind === 'input') return [parseKeyEvent(event.bytes)];
    if (event.kind === 'pointer') return [parsePointerEvent(event.bytes)];
    if (event.kind === 'clipboard') return [parseClipboardEvent(event.bytes)];
    return event.kind === 'lifted' ? [event] : [];
  });
}

const [ctrl, alt, altGr, del] = [0xffe3, 0xffe9, 0xfe03, 0xffff];

describe('input', () => {
  it('reaches the target in order, after it is on record', async () => {
    const { viewer, upstream, tap } = await signedIn();
    tap.hold();
    viewer.key(0x61, true);
    viewer.key(0x61, false);
    viewer.pointer(5, 6, 0);
    viewer.pointer(5, 6, 1);
    viewer.placedKey(0xff0d, 0x1c, true);
    await quiet();
    expect(upstream.done).toEqual([]);
    tap.goOn();
    await until(() => upstream.done.length === 5);
    expect(upstream.done).toEqual([
      'key 61 down',
      'key 61 up',
      'pointer 5,6 0',
      'pointer 5,6 1',
      'key ff0d down',
    ]);
    expect(inputOf(tap.events)).toEqual([
      { down: true, keysym: 0x61, scancode: null },
      { down: false, keysym: 0x61, scancode: null },
      { x: 5, y: 6, buttons: 0 },
      { x: 5, y: 6, buttons: 1 },
      { down: true, keysym: 0xff0d, scancode: 0x1c },
    ]);
    expect(tap.touches).toBeGreaterThan(0);
  });

  it('is kept on the screen, and places only passed through are left out while the recorder is busy', async () => {
    const { viewer, upstream, tap } = await signedIn();
    viewer.pointer(60_000, 60_000, 0);
    await until(() => upstream.done.length === 1);
    tap.hold();
    viewer.pointer(1, 1, 0);
    await quiet();
    for (let x = 2; x < 50; x += 1) viewer.pointer(x, 1, 0);
    viewer.pointer(50, 1, 1);
    await quiet();
    tap.goOn();
    await until(() => upstream.done.length === 4);
    expect(upstream.done).toEqual(['pointer 199,149 0', 'pointer 1,1 0', 'pointer 49,1 0', 'pointer 50,1 1']);
  });

  it('SE-15 does not count as what a person did when it is none', async () => {
    const { viewer, tap, upstream } = await signedIn();
    viewer.pointer(3, 3, 0);
    await until(() => upstream.done.length === 1);
    expect(tap.touches).toBe(1);
    const { viewer: idle, tap: idleTap } = await signedIn();
    idle.setEncodings(0, -312);
    idle.ask(false);
    idle.fence(0x80_00_00_00, Buffer.alloc(4));
    await idle.next();
    await quiet();
    expect(idleTap.touches).toBe(0);
  });

  it('without the right to it is dropped, noted once and counted', async () => {
    const { viewer, upstream, tap, told } = await signedIn(without('control'));
    viewer.pointer(3, 3, 0);
    viewer.key(0x61, true);
    viewer.placedKey(0x62, 0x30, true);
    viewer.pointer(4, 4, 1);
    viewer.cutText('pasted');
    await until(() => upstream.done.length > 0);
    expect(upstream.done).toEqual(['paste pasted']);
    expect(tap.notes).toEqual([
      { kind: 'channel.refused', data: { what: 'control', code: 'GH-NOT-INCLUDED' } },
    ]);
    expect(told).toEqual([{ type: 'notice', text: expect.stringContaining('keys and pointer') }]);
  });

  it('PR-06 that was held by a viewer who breaks off is let go at the target, on record', async () => {
    const { viewer, upstream, tap, viewerLeaves, outcome } = await signedIn();
    viewer.key(0x61, true);
    viewer.pointer(9, 9, 5);
    await until(() => upstream.done.length === 2);
    viewerLeaves();
    expect(await outcome).toMatchObject({ reason: 'client-left' });
    await until(() => upstream.done.includes('lifted'));
    expect(tap.events.at(-1)).toEqual({ kind: 'lifted', keys: 1, buttons: 2 });
  });

  it('PR-06 that is held when the session ends is let go before the target is cut, on record after the end', async () => {
    const { viewer, upstream, tap, end, outcome, relay } = await signedIn();
    viewer.key(0x61, true);
    await until(() => upstream.done.length === 1);
    end();
    viewer.key(0x62, true);
    await outcome;
    expect(await relay.close()).toBe(true);
    expect(upstream.done).toEqual(['key 61 down', 'lifted', 'closed']);
    expect(tap.events.at(-1)).toEqual({ kind: 'lifted', keys: 1, buttons: 0 });
  });

  it('on its way to the recorder is not forwarded once the session is over', async () => {
    const { viewer, upstream, tap, end, outcome, relay } = await signedIn();
    tap.hold();
    viewer.key(0x61, true);
    await quiet();
    end();
    tap.goOn();
    await outcome;
    await relay.close();
    expect(upstream.done).toEqual(['closed']);
  });
});

describe('a freeze', () => {
  it('lifts what is down first, and drops what comes, counted', async () => {
    const { viewer, upstream, tap, gate } = await signedIn();
    viewer.key(0x61, true);
    viewer.pointer(2, 2, 1);
    await until(() => upstream.done.length === 2);
    gate.set(true);
    viewer.key(0x62, true);
    viewer.pointer(3, 3, 1);
    await until(() => gate.dropped === 13 && upstream.done.length === 3);
    expect(upstream.done.at(-1)).toBe('lifted');
    expect(inputOf(tap.events)).toHaveLength(3);
  });

  it('drops what is on record already and waits for its turn, in the same turn', async () => {
    const { viewer, upstream, tap, gate } = await signedIn();
    tap.hold();
    viewer.key(0x61, true);
    await quiet();
    tap.goOn();
    gate.set(true);
    await until(() => gate.dropped === 7);
    await quiet();
    expect(upstream.done).toEqual([]);
    expect(tap.kinds()).not.toContain('lifted');
  });

  it('that is over at once drops what was under way all the same', async () => {
    const { viewer, upstream, tap, gate } = await signedIn();
    tap.hold();
    viewer.key(0x61, true);
    await quiet();
    gate.set(true);
    gate.set(false);
    await quiet();
    tap.goOn();
    viewer.key(0x62, true);
    await until(() => upstream.done.length > 0);
    expect(upstream.done).toEqual(['key 62 down']);
  });

  it('is not outlived by a finger: what stays down acts again only after it was let go', async () => {
    const { viewer, upstream, gate } = await signedIn();
    viewer.key(0x61, true);
    viewer.pointer(2, 2, 1);
    await until(() => upstream.done.length === 2);
    gate.set(true);
    viewer.key(0x62, true);
    await until(() => gate.dropped === 7);
    gate.set(false);
    await until(() => upstream.done.includes('lifted'));
    upstream.done.length = 0;
    viewer.key(0x61, true);
    viewer.key(0x62, true);
    viewer.pointer(3, 3, 1);
    viewer.key(0x61, false);
    viewer.key(0x61, true);
    viewer.pointer(4, 4, 0);
    viewer.pointer(4, 4, 1);
    await until(() => upstream.done.length === 5);
    expect(upstream.done).toEqual([
      'pointer 3,3 0',
      'key 61 up',
      'key 61 down',
      'pointer 4,4 0',
      'pointer 4,4 1',
    ]);
  });

  it('from before the session began holds from its first key', async () => {
    const world = await startDesktopWorld({ frozen: true });
    await world.viewer.signIn();
    world.viewer.key(0x61, true);
    await until(() => world.gate.dropped === 7);
    expect(world.upstream.done).toEqual([]);
  });

  it('leaves the screen as it is: pictures go on', async () => {
    const { viewer, upstream, gate } = await signedIn();
    gate.set(true);
    viewer.ask();
    await viewer.next();
    viewer.ask();
    upstream.paint({ x: 0, y: 0, width: 9, height: 9 }, () => 7);
    expect(await viewer.next()).toMatchObject({ rects: 1 });
  });
});

describe('Ctrl-Alt-Del', () => {
  const plain = (keysym: number): [number, number] => [keysym, 0];
  it.each<[string, [keysym: number, scancode: number][]]>([
    ['in its usual order', [ctrl, alt, del].map(plain)],
    ['with Delete first', [del, ctrl, alt].map(plain)],
    ['of the right side and the number pad', [0xffe4, 0xffea, 0xff9f].map(plain)],
    ['by AltGr', [altGr, del].map(plain)],
    [
      'by the places of other keys',
      [
        [0x61, 0x1d],
        [0x62, 0x38],
        [0x63, 0x53],
      ],
    ],
    [
      'by place and meaning mixed',
      [
        [ctrl, 0x9d],
        [0x62, 0xb8],
        [del, 0],
      ],
    ],
  ])('PR-06 %s does not pass without its own right', async (_, keys) => {
    const { viewer, upstream, tap } = await signedIn(without('ctrl-alt-del'));
    for (const [keysym, scancode] of keys) viewer.placedKey(keysym, scancode, true);
    viewer.key(0x7a, true);
    await until(() => upstream.done.includes('key 7a down'));
    const last = keys.at(-1)![0];
    expect(upstream.done).not.toContain(`key ${last.toString(16)} down`);
    expect(upstream.done).toHaveLength(keys.length);
    expect(tap.notes).toEqual([
      { kind: 'channel.refused', data: { what: 'ctrl-alt-del', code: 'GH-NOT-INCLUDED' } },
    ]);
  });

  it('passes with it, and its keys pass one by one without', async () => {
    const granted = await signedIn();
    for (const key of [ctrl, alt, del]) granted.viewer.key(key, true);
    await until(() => granted.upstream.done.length === 3);
    const other = await signedIn(without('ctrl-alt-del'));
    for (const key of [ctrl, alt]) other.viewer.key(key, true);
    other.viewer.key(alt, false);
    other.viewer.key(del, true);
    await until(() => other.upstream.done.length === 4);
    expect(other.tap.notes).toEqual([]);
  });
});
