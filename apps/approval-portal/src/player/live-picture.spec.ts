import type { RecordingFrame } from '@gatehouse/contracts';
import type { ToFrame } from './frame-messages.js';
import { LivePicture } from './live-picture.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const out = (channel: number, text: string): RecordingFrame => ({
  atMs: 0,
  channel,
  kind: 'terminal-out',
  data: base64(text),
});
const size = (channel: number): RecordingFrame => ({
  atMs: 0,
  channel,
  kind: 'resize',
  columns: 100,
  rows: 30,
});
const key = (channel: number, text: string): RecordingFrame => ({
  atMs: 0,
  channel,
  kind: 'key',
  data: base64(text),
});

function started(chosen: number | null = null) {
  const drawn: ToFrame[] = [];
  const picture = new LivePicture((message) => drawn.push(message), chosen);
  /** What stands on the screen, as far as writes go. */
  const screen = () =>
    drawn.reduce(
      (text, message) =>
        message.type === 'reset'
          ? ''
          : text + (message.type === 'write' ? Buffer.from(message.bytes).toString() : ''),
      '',
    );
  return { picture, drawn, screen };
}

describe('the picture of a running session', () => {
  it('begins with whole screens, and goes on from there in the order in which it comes', () => {
    const { picture, screen, drawn } = started();
    picture.take([out(0, 'of before')], false);
    picture.take([size(0), key(0, '<screen>'), out(0, 'a')], true);
    picture.take([out(0, 'b')], false);
    expect(screen()).toBe('<screen>ab');
    expect(drawn).toContainEqual({ type: 'resize', columns: 100, rows: 30 });
  });

  it('shows the terminal that opened last, and never the bytes of two at once', () => {
    const { picture, screen } = started();
    picture.take([size(0), key(0, 'first'), out(0, '!')], true);
    picture.take([size(1), out(1, 'second'), out(0, 'unseen')], false);
    expect(screen()).toBe('second');
    expect(picture.channel).toBe(1);
    expect(picture.channels).toEqual([
      { channel: 0, kind: 'terminal' },
      { channel: 1, kind: 'terminal' },
    ]);
  });

  it('shows a command without a terminal only where there is nothing else', () => {
    const { picture, screen } = started();
    picture.take([out(3, 'bulk')], true);
    expect(screen()).toBe('bulk');
    picture.take([size(4), out(4, 'shell'), out(3, 'more bulk')], false);
    expect(screen()).toBe('shell');
  });

  it('stays with the channel a viewer chose', () => {
    const { picture, screen } = started(0);
    picture.take([size(0), out(0, 'mine'), size(1), out(1, 'other')], true);
    picture.take([size(2), out(2, 'newer'), out(0, ' still')], false);
    expect(screen()).toBe('mine still');
  });

  it('draws no typed input and no event', () => {
    const { picture, screen } = started();
    picture.take(
      [
        size(0),
        { atMs: 0, channel: 0, kind: 'terminal-in', data: base64('secret') },
        { atMs: 0, channel: 0, kind: 'event', text: '\u001b[31mmessage' },
      ],
      true,
    );
    expect(screen()).toBe('');
  });

  describe('of a desktop', () => {
    const shown = (kind: 'screen-update' | 'cursor' | 'pointer', text: string): RecordingFrame => ({
      atMs: 0,
      channel: 2,
      kind,
      data: base64(text),
    });
    const desktops = (drawn: readonly ToFrame[]) =>
      drawn.map((message) =>
        message.type === 'desktop'
          ? [message.restart, ...message.frames.map(({ bytes }) => Buffer.from(bytes).toString())]
          : message.type,
      );

    it('draws what came together as one, and begins anew only where it was told to', () => {
      const { picture, drawn } = started();
      picture.take([shown('screen-update', 'all'), shown('cursor', 'arrow')], true);
      picture.take([shown('pointer', 'there'), shown('screen-update', 'some')], false);
      picture.take([shown('screen-update', 'all again')], true);
      expect(desktops(drawn)).toEqual([
        [true, 'all', 'arrow'],
        [false, 'there', 'some'],
        [true],
        [true, 'all again'],
      ]);
      expect(picture.isDesktop).toBe(true);
      expect(picture.channels).toEqual([{ channel: 2, kind: 'desktop' }]);
    });

    it('draws neither keys nor clipboard nor events', () => {
      const { picture, drawn } = started();
      picture.take([shown('screen-update', 'all')], true);
      picture.take(
        [
          { atMs: 0, channel: 2, kind: 'input', data: base64('secret') },
          { atMs: 0, channel: 2, kind: 'clipboard', data: base64('secret') },
          { atMs: 0, channel: 2, kind: 'event', text: 'words' },
        ],
        false,
      );
      expect(desktops(drawn)).toEqual([[true, 'all']]);
    });
  });
});
