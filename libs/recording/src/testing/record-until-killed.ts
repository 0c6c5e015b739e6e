import { encodeRect, type ScreenItem, writeScreenUpdate } from '@gatehouse/screen';
import { openRecorder } from '../open-recorder.js';
import type { RecordingHeader, RecordingKeys } from '../recording-header.js';

interface Order {
  spoolDirectory: string;
  storeDirectory: string;
  header: RecordingHeader;
  keys: Omit<RecordingKeys, 'dataKey'>;
}

/** Records numbered frames and pictures for ever and writes each number to stdout once its record was acknowledged. */
const { keys, ...order } = JSON.parse(process.argv[2] ?? '{}') as Order;
const recorder = await openRecorder({
  ...order,
  keys: { ...keys, dataKey: Buffer.from(keys.wrappedDataKey, 'base64') },
  limits: { segmentBytes: 512 << 10 },
});
recorder.onCheckpoint((checkpoint) => void say(JSON.stringify(checkpoint)));
await recorder.record({ channel: 1, kind: 'resize', data: Buffer.from('80x24') });
for (let number = 0; ; number += 3) {
  const frames = [number, number + 1, number + 2].map(async (one) => {
    const data = Buffer.alloc(8 + ((one * 7919) % 20_000), `${one} `);
    data.writeUInt32BE(one, 0);
    await Promise.all([
      recorder.record({ channel: 2, kind: 'terminal-out', data }),
      recorder.record({ channel: 3, kind: 'screen-update', data: pictureOf(one) }),
    ]);
    await say(String(one));
  });
  await Promise.all(frames);
}

/** One tile in the colour of the number, the size before the first. */
function pictureOf(number: number): Buffer {
  const pixels = Uint32Array.from({ length: 64 * 64 }, () => number);
  const tile = encodeRect({ width: 64, height: 64, pixels }, 0, 0, 64, 64);
  const items: ScreenItem[] = [{ ...tile, x: (number % 8) * 64 }];
  if (number === 0) items.unshift({ kind: 'size', width: 512, height: 64 });
  return Buffer.from(writeScreenUpdate(items));
}

/** Resolves when the system took the line, so that a kill cannot take it back. */
function say(line: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));
}
