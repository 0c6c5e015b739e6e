import { deflateSync } from 'node:zlib';
import { longestClipboard, parseClipboardEvent } from '@gatehouse/screen';
import type { ChannelRight } from '@gatehouse/kernel';
import {
  type DesktopWorld,
  endDesktopWorlds,
  everyRight,
  quiet,
  startDesktopWorld,
  until,
} from '../testing/desktop-world.js';
import { encodings } from './encoding-numbers.js';
import { clipboardNotify, clipboardProvide, clipboardRequest } from './extended-clipboard.js';
import { word } from './server-messages.js';

afterEach(endDesktopWorlds);

const words = 'Grüße € ✓\nzweite Zeile';
const provided = 0x10_00_00_01;

async function signedIn(rights: readonly ChannelRight[] = everyRight): Promise<DesktopWorld> {
  const world = await startDesktopWorld({ rights });
  await world.viewer.signIn();
  return world;
}

async function extended(rights?: readonly ChannelRight[]): Promise<DesktopWorld> {
  const world = await signedIn(rights);
  world.viewer.setEncodings(0, encodings.extendedClipboard);
  expect(await world.viewer.next()).toMatchObject({ type: 'extended-cut-text' });
  return world;
}

function clipboardOf({ tap }: DesktopWorld): unknown[] {
  return tap.events.flatMap((event) =>
    event.kind === 'clipboard' ? [parseClipboardEvent(event.bytes)] : [],
  );
}

/** As viewers pack it: the stream ends with a flush. */
function packed(text: Buffer): Buffer {
  return Buffer.concat([word(provided), deflateSync(Buffer.concat([word(text.length), text]))]);
}

describe('the clipboard', () => {
  it('goes both ways in Latin-1, on record', async () => {
    const world = await signedIn();
    world.viewer.cutText('Grüße');
    await until(() => world.upstream.done.length === 1);
    expect(world.upstream.done).toEqual(['paste Grüße']);
    world.upstream.copy(words);
    expect(await world.viewer.next()).toEqual({ type: 'cut-text', text: 'Grüße ? ?\nzweite Zeile' });
    expect(clipboardOf(world)).toEqual([
      { direction: 'in', text: 'Grüße' },
      { direction: 'out', text: words },
    ]);
  });

  it('goes in with every character by the extended clipboard', async () => {
    const world = await extended();
    world.viewer.extendedCutText(clipboardNotify(true));
    expect(await world.viewer.next()).toEqual({ type: 'extended-cut-text', body: clipboardRequest });
    world.viewer.extendedCutText(clipboardProvide(words));
    await until(() => world.upstream.done.length === 1);
    expect(world.upstream.done).toEqual([`paste ${words}`]);
  });

  it('goes out by the extended clipboard when it is fetched, and is on record then and once', async () => {
    const world = await extended();
    world.upstream.copy(words);
    expect(await world.viewer.next()).toEqual({ type: 'extended-cut-text', body: clipboardNotify(true) });
    expect(clipboardOf(world)).toEqual([]);
    for (let round = 0; round < 2; round += 1) {
      world.viewer.extendedCutText(clipboardRequest);
      expect(await world.viewer.next()).toEqual({ type: 'extended-cut-text', body: clipboardProvide(words) });
    }
    expect(clipboardOf(world)).toEqual([{ direction: 'out', text: words }]);
  });

  it('stays inside without the right to copy, in either form', async () => {
    const rights = everyRight.filter((right) => right !== 'clipboard-out');
    for (const world of [await signedIn(rights), await extended(rights)]) {
      world.upstream.copy('secret');
      world.viewer.extendedCutText(clipboardRequest);
      world.upstream.ring();
      expect(await world.viewer.next()).toEqual({ type: 'bell' });
      expect(clipboardOf(world)).toEqual([]);
    }
  });

  it('stays outside without the right to paste, in either form, noted once', async () => {
    const rights = everyRight.filter((right) => right !== 'clipboard-in');
    for (const world of [await signedIn(rights), await extended(rights)]) {
      world.viewer.cutText('a');
      world.viewer.extendedCutText(clipboardNotify(true));
      world.viewer.extendedCutText(clipboardProvide('b'));
      world.viewer.key(0x61, true);
      await until(() => world.upstream.done.length > 0);
      expect(world.upstream.done).toEqual(['key 61 down']);
      expect(world.tap.notes).toHaveLength(1);
      expect(clipboardOf(world)).toEqual([]);
    }
  });

  it('is not offered in its extended form where it goes neither way', async () => {
    const world = await signedIn(['view', 'control']);
    world.viewer.setEncodings(0, encodings.extendedClipboard);
    world.upstream.ring();
    expect(await world.viewer.next()).toEqual({ type: 'bell' });
  });

  it('takes no text that is too long, however it is packed, and goes on', async () => {
    const world = await extended();
    const { viewer, told, upstream } = world;
    viewer.cutText('a'.repeat(longestClipboard + 1));
    viewer.cutText('ü'.repeat(longestClipboard / 2 + 1));
    viewer.extendedCutText(packed(Buffer.alloc(longestClipboard + 1, 'a')));
    // A bomb: 64 MiB of zeros in 64 KiB.
    viewer.extendedCutText(packed(Buffer.alloc(64 << 20)));
    await until(() => told.length === 4);
    viewer.cutText('short');
    await until(() => upstream.done.length === 1);
    expect(upstream.done).toEqual(['paste short']);
  });

  it('that is told without pause is passed on at the pace of pictures, the last one in the end', async () => {
    const world = await startDesktopWorld({ framesPerSecond: 5 });
    await world.viewer.signIn();
    for (let round = 0; round < 1_000; round += 1) world.upstream.copy(`text ${round}`);
    for (let text = ''; text !== 'text 999';) {
      const said = await world.viewer.next();
      if (said.type === 'cut-text') ({ text } = said);
    }
    await quiet();
    expect(clipboardOf(world).length).toBeLessThanOrEqual(2);
  });
});
