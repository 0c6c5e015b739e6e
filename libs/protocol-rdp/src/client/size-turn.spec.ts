import { SizeTurn } from './size-turn.js';

const size = (width: number) => ({ width, height: 600 });

describe('one size at a time', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const world = (isAsked: () => boolean = () => true) => {
    const asked: number[] = [];
    const turn = new SizeTurn(({ width }) => isAsked() && asked.push(width) > 0);
    return { asked, turn };
  };

  it('waits for the share that follows, and then asks for what was wished last', () => {
    const { asked, turn } = world();
    for (const width of [800, 900, 1000]) turn.put(size(width));
    expect(asked).toEqual([800]);
    turn.hold();
    turn.put(size(1100));
    turn.free();
    expect(asked).toEqual([800, 1100]);
    turn.free();
    turn.free();
    expect(asked).toEqual([800, 1100]);
  });

  it('waits for a target that changes by itself, however long', () => {
    const { asked, turn } = world();
    turn.hold();
    turn.put(size(800));
    jest.advanceTimersByTime(60_000);
    expect(asked).toEqual([]);
    turn.free();
    expect(asked).toEqual([800]);
  });

  it('waits for no target that makes nothing of a size', () => {
    const { asked, turn } = world();
    turn.put(size(800));
    turn.put(size(900));
    jest.advanceTimersByTime(3_000);
    expect(asked).toEqual([800, 900]);
  });

  it('waits for nothing where the target was not asked', () => {
    let isAsked = false;
    const { asked, turn } = world(() => isAsked);
    turn.put(size(800));
    isAsked = true;
    turn.put(size(900));
    expect(asked).toEqual([900]);
  });

  it('asks for nothing by itself once it is over', () => {
    const { asked, turn } = world();
    turn.put(size(800));
    turn.put(size(900));
    turn.stop();
    jest.advanceTimersByTime(60_000);
    expect(asked).toEqual([800]);
  });
});
