import { watchReading } from './watch-reading.js';

/** A socket whose progress the test decides. */
const socketWith = (bytesWritten: number, writableLength: number) => ({ bytesWritten, writableLength });

const pause = (ms: number): Promise<'still watched'> =>
  new Promise((resolve) => setTimeout(() => resolve('still watched'), ms));

describe('watchReading', () => {
  it('tells of a peer for whom bytes wait and who takes none', async () => {
    const reading = watchReading(socketWith(1000, 400));
    await reading.stopped;
    reading.end();
  });

  it('says nothing of a peer for whom nothing waits', async () => {
    const reading = watchReading(socketWith(1000, 0));
    expect(await Promise.race([reading.stopped, pause(150)])).toBe('still watched');
    reading.end();
  });

  it('tells only after the peer has stopped', async () => {
    const socket = socketWith(1_000_000, 500_000);
    let taken = 0;
    const reading = watchReading({
      bytesWritten: socket.bytesWritten,
      // A little is taken between any two looks, until it stops.
      get writableLength() {
        if (taken < 20) taken += 1;
        return 500_000 - taken;
      },
    });
    await reading.stopped;
    expect(taken).toBe(20);
    reading.end();
  });

  it('says nothing more once it was ended', async () => {
    const reading = watchReading(socketWith(1000, 400));
    reading.end();
    expect(await Promise.race([reading.stopped, pause(100)])).toBe('still watched');
  });
});
