import { MalformedScreen } from '@gatehouse/screen';
import { drawFrom, seed } from '../../bitmap/testing/draw-from.js';
import { spoil } from '../../bitmap/testing/spoil.js';
import { RefusedDial } from '../../client/refused-dial.js';
import { TargetGone } from '../../client/target-gone.js';
import { MalformedPdu } from '../../wire/malformed-pdu.js';
import { countPdus } from './count-pdus.js';
import { keptTraces } from './kept-traces.js';
import { replayTrace } from './replay-trace.js';
import type { TargetTrace } from './target-trace.js';

// What real targets said, once, taken in again by every part of the session without them; then with something in it spoilt, many
// more with LONG=1. capture-traces.ts makes them.

const isLong = Boolean(process.env['LONG']);
const rounds = isLong ? 10_000 : 150;
jest.setTimeout(isLong ? 3_600_000 : 120_000);

const traces = keptTraces(__dirname);
const traceOf = (name: string): TargetTrace => {
  const trace = traces.get(name);
  if (!trace) throw new Error(`there is no trace ${name}`);
  return trace;
};

/** By the numbers of MS-RDPBCGR: updates 1 bitmap, 3 synchronize, 10 cached pointer, 11 new pointer; data 2 update, 20 control, 31 synchronize, 37 shutdown denied, 40 font map. */
const said: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'shadow-nla-32': {
    ...{ licensing: 1, 'control 1': 1, 'control 7': 4, 'data 20': 2, 'data 31': 1, 'data 40': 1 },
    ...{ 'update 1': 8, 'update 10': 2, 'update 11': 2 },
  },
  'xrdp-xorg-16': {
    ...{ licensing: 2, 'control 1': 1, 'control 7': 19, 'data 2': 15, 'data 20': 2, 'data 31': 1 },
    ...{ 'data 40': 1, 'update 1': 15, 'update 3': 1, 'update 10': 2, 'update 11': 4 },
    ...{ clipboard: 7, disconnect: 1 },
  },
  'xrdp-xorg-24': {
    ...{ licensing: 2, 'control 1': 1, 'control 7': 18, 'data 2': 13, 'data 20': 2, 'data 31': 1 },
    ...{ 'data 37': 1, 'data 40': 1, 'update 1': 13, 'update 3': 1, 'update 10': 1, 'update 11': 4 },
    ...{ clipboard: 7, disconnect: 1 },
  },
  'xrdp-xorg-32': {
    ...{ licensing: 2, 'control 1': 1, 'control 7': 21, 'data 2': 17, 'data 20': 2, 'data 31': 1 },
    ...{ 'data 40': 1, 'update 1': 17, 'update 3': 1, 'update 10': 2, 'update 11': 4 },
    ...{ clipboard: 7, disconnect: 1 },
  },
  // Its screen became smaller: everything was deactivated and demanded again.
  'xrdp-xvnc-32': {
    ...{ licensing: 2, 'control 1': 2, 'control 6': 1, 'control 7': 29, 'data 2': 21, 'data 20': 4 },
    ...{ 'data 31': 2, 'data 40': 2, 'update 1': 21, 'update 3': 2, 'update 10': 1, 'update 11': 9 },
    ...{ clipboard: 8, disconnect: 1 },
  },
};

describe.each(Object.keys(said))('the trace of %s', (name) => {
  const trace = traceOf(name);

  it('comes to the picture, the pointers, the texts and the end that its target came to', async () => {
    expect(await replayTrace(trace)).toEqual({ sight: trace.sight });
  });

  it('comes to the same however its bytes are cut', async () => {
    const draw = drawFrom(`pieces of ${name}`);
    const replayed = await replayTrace(trace, () => 1 + draw(draw(2) === 0 ? 8 : 1_400));
    expect(replayed).toEqual({ sight: trace.sight });
  });

  it('holds the PDUs that were counted in it, and none that is unknown', async () => {
    expect(await countPdus(trace)).toEqual({ kinds: said[name], unknown: 0 });
  });
});

describe('the traces', () => {
  it('are those that are told here', () => {
    expect([...traces.keys()]).toEqual(Object.keys(said));
  });

  it('show one screen alike at 24 and at 32 bits, which come by other codecs', () => {
    expect(traceOf('xrdp-xorg-24').sight.picture).toBe(traceOf('xrdp-xorg-32').sight.picture);
  });

  it('hold a new size, text of a clipboard, and both ways to leave', () => {
    const sights = [...traces.values()].map(({ sight }) => sight);
    expect(traceOf('xrdp-xvnc-32').sight).toMatchObject({ width: 640, height: 480, resizes: 1 });
    expect(sights.filter(({ texts }) => texts.includes('Grüße € aus der Anlage ✓'))).toHaveLength(4);
    expect(new Set(sights.map(({ outcome }) => outcome?.reason ?? null))).toEqual(
      new Set([null, 'target-left']),
    );
  });
});

/** Some of its PDUs have other bytes: mostly inside, so that what reads the inside is met; now and then in the header, too. */
function spoilt(trace: TargetTrace, draw: ReturnType<typeof drawFrom>): TargetTrace {
  const often = 2 + draw(30);
  const first = draw(trace.entries.length);
  const entries = trace.entries.map((entry, at) => {
    if (!Buffer.isBuffer(entry) || at < first || draw(often) !== 0) return entry;
    if (draw(8) === 0) return spoil(entry, draw);
    const bytes = Buffer.from(entry);
    for (let changes = 1 + draw(3); changes > 0; changes -= 1)
      bytes[Math.min(bytes.length - 1, 3 + draw(bytes.length))] = [0, 1, 0x7f, 0xff, draw(256)][draw(5)]!;
    return bytes;
  });
  return { ...trace, entries };
}

const isForeseen = (error: unknown): boolean =>
  [RefusedDial, TargetGone, MalformedPdu, MalformedScreen].some((each) => error instanceof each);

it(`PR-01 ${rounds} spoilt traces end their session by a foreseen word, or change its picture (seed ${seed})`, async () => {
  const names = [...traces.keys()];
  const came = { refused: 0, ended: 0, through: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const draw = drawFrom(`spoilt trace ${round}`);
    const replayed = await replayTrace(spoilt(traceOf(names[draw(names.length)]!), draw));
    if ('refused' in replayed) {
      if (!isForeseen(replayed.refused)) throw replayed.refused;
      came.refused += 1;
      continue;
    }
    const { outcome, width, height } = replayed.sight;
    if (outcome !== null && !/^(target-left|error)$/.test(outcome.reason)) throw new Error(`round ${round}`);
    // The word for what no reader foresaw.
    if (outcome?.detail === 'what the target sent could not be read')
      throw new Error(`round ${round} met what nobody foresaw`);
    if (width > 8_192 || height > 8_192) throw new Error(`round ${round} has a screen beyond every bound`);
    came[outcome?.reason === 'error' ? 'ended' : 'through'] += 1;
  }
  // Otherwise only one thing was tried.
  expect(Math.min(came.refused, came.ended, came.through)).toBeGreaterThan(rounds / 40);
});
