import { pump } from './pump.js';

/** A promise that a test settles by hand. */
interface Held {
  readonly text: string;
  readonly settle: () => void;
  readonly fail: (error: Error) => void;
}

/** The ends of a pump: pieces come from a list, and the test says when each is recorded and taken. */
class Ends {
  readonly recording: Held[] = [];
  readonly forwarding: Held[] = [];

  constructor(private readonly pieces: string[]) {}

  readonly read = (): Promise<Buffer | null> => {
    const piece = this.pieces.shift();
    return Promise.resolve(piece === undefined ? null : Buffer.from(piece));
  };

  readonly record = (bytes: Buffer): Promise<void> => hold(this.recording, bytes);
  readonly forward = (bytes: Buffer): Promise<void> => hold(this.forwarding, bytes);
}

function hold(list: Held[], bytes: Buffer): Promise<void> {
  return new Promise((settle, fail) => list.push({ text: bytes.toString(), settle, fail }));
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const texts = (list: readonly Held[]): string[] => list.map(({ text }) => text);

describe('pump', () => {
  it('forwards nothing before its record is there', async () => {
    const ends = new Ends(['one', 'two']);
    const done = pump(ends);
    await turn();
    expect([texts(ends.recording), texts(ends.forwarding)]).toEqual([['one'], []]);
    ends.recording[0]?.settle();
    await turn();
    expect([texts(ends.recording), texts(ends.forwarding)]).toEqual([['one', 'two'], ['one']]);
    ends.recording[1]?.settle();
    await turn();
    // Its turn comes when the first was taken.
    expect(texts(ends.forwarding)).toEqual(['one']);
    ends.forwarding[0]?.settle();
    await turn();
    expect(texts(ends.forwarding)).toEqual(['one', 'two']);
    ends.forwarding[1]?.settle();
    await done;
  });

  it('reads no further while the receiver takes nothing', async () => {
    const pieces = ['one', 'two', 'three', 'four'];
    const ends = new Ends(pieces);
    const done = pump(ends);
    await turn();
    ends.recording[0]?.settle();
    await turn();
    ends.recording[1]?.settle();
    await turn();
    expect(pieces).toEqual(['three', 'four']);
    for (let at = 0; at < 4; at += 1) {
      ends.recording[at]?.settle();
      ends.forwarding[at]?.settle();
      await turn();
      ends.recording[at + 1]?.settle();
      await turn();
    }
    await done;
    expect(texts(ends.forwarding)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('ends with the failure of a record, and forwards nothing after it', async () => {
    const ends = new Ends(['one', 'two', 'three']);
    const done = pump(ends);
    await turn();
    ends.recording[0]?.settle();
    await turn();
    ends.recording[1]?.fail(new Error('the session is over'));
    await expect(done).rejects.toThrow('the session is over');
    ends.forwarding[0]?.settle();
    await turn();
    expect([texts(ends.recording), texts(ends.forwarding)]).toEqual([['one', 'two'], ['one']]);
  });

  it('ends with the failure of a forward, also of the last one', async () => {
    const ends = new Ends(['one']);
    const done = pump(ends);
    await turn();
    ends.recording[0]?.settle();
    await turn();
    ends.forwarding[0]?.fail(new Error('gone'));
    await expect(done).rejects.toThrow('gone');
  });
});
